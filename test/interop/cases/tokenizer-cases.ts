// Tokenizers, texts and ids on which ours and Hugging Face's library are compared, and how ours answers.
import type { JsonObject, Plugin, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import char from '@codex-ml/tokenizers/dist/char.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';

/** What a tokenizer made of a text; `error` where it refuses the text. */
export type TextAnswer =
  | {
      readonly ids: readonly number[];
      /** With the specials that frame a sequence. */
      readonly framed: readonly number[];
      /** In code points of the text. */
      readonly offsets: readonly (readonly number[])[];
      readonly decoded: string;
      /** `framed`, decoded without specials and without `<unk>`, which the library counts among them. */
      readonly stripped: string;
    }
  | { readonly error: true };

export interface TokenizerAnswer {
  readonly size: number;
  readonly texts: readonly TextAnswer[];
  readonly idLists: readonly string[];
}

export interface TokenizerCase {
  readonly name: string;
  readonly plugin: Plugin<'tokenizer'>;
  readonly options: JsonObject;
}

const ALL = ['pad', 'bos', 'eos'];

export const TOKENIZER_CASES: readonly TokenizerCase[] = [
  { name: 'char', plugin: char, options: {} },
  { name: 'char with all specials', plugin: char, options: { specials: ALL } },
  { name: 'char that refuses', plugin: char, options: { unknown: 'error', specials: [] } },
  { name: 'byte', plugin: byte, options: {} },
  { name: 'byte with all specials', plugin: byte, options: { specials: ALL } },
  { name: 'byte without specials', plugin: byte, options: { specials: [] } },
  { name: 'whitespace', plugin: whitespace, options: {} },
  { name: 'whitespace in lower case', plugin: whitespace, options: { lowercase: true, specials: ALL } },
  { name: 'whitespace, few words', plugin: whitespace, options: { maxVocabulary: 12, specials: [] } },
];

export const CORPUS: readonly string[] = [
  'Call me Ishmael. Some years ago, never mind how long precisely,\nhaving little or no money in my purse.\n',
  'naïve façade Straße ΟΔΟΣ Ωμέγα İstanbul 東京 \u{1F433}\u{1F468}\u200d\u{1F469} e\u0301',
  '__proto__ constructor 0 1 2 <not-special> <eos\ttab\u00a0nbsp\u3000wide\u2028line',
];

export const TEXTS: readonly string[] = [
  '',
  ' ',
  'Call me Ishmael.',
  '  Call\n\nme\tIshmael  ',
  'Straße ΟΔΟΣ İstanbul',
  'naïve e\u0301 \u{1F433}\u{1F468}\u200d\u{1F469} 東京',
  'zebra Ж unseen \u{1F600}',
  '__proto__ constructor 1 0',
  '\ufeffbyte order mark',
  'a\u00a0b\u3000c\u2028d\u0085e\u200bf',
  'line\r\nend\r',
  '<eos>',
  'me<eos>my <bos> no<pad>',
  '<Eos <eos <eos>> <<eos>>',
  '\0\u0001\u007f',
];

/** Id lists to decode, broken byte sequences among them. Ids beyond the vocabulary are left out per tokenizer. */
const ID_LISTS: readonly (readonly number[])[] = [
  [0],
  [4, 5, 6, 7],
  [10, 0, 11],
  [0xc3, 0xa9],
  [0xc4, 0xaa, 0xe2, 0x82, 0xac],
  [0xe2, 0x83, 0x41],
  [0xf1, 0x9f, 0x90],
];

/** Ours, trained on the corpus; its `save` is what the library loads. */
export async function trainCase({ plugin, options }: TokenizerCase): Promise<Tokenizer> {
  async function* corpus(): AsyncGenerator<string> {
    yield* CORPUS;
  }
  const ctx = testContext();
  return plugin.train({ options: plugin.options.parse(options), ctx, corpus: corpus() });
}

/** The id lists that exist in a vocabulary. */
export function idListsFor(tokenizer: Tokenizer): readonly (readonly number[])[] {
  return ID_LISTS.filter((ids) => ids.every((id) => id < tokenizer.vocabularySize));
}

/** What ours says. The library always finds specials in the text, so ours is asked to. */
export function answerOf(tokenizer: Tokenizer): TokenizerAnswer {
  return {
    size: tokenizer.vocabularySize,
    texts: TEXTS.map((text) => answerText(tokenizer, text)),
    idLists: idListsFor(tokenizer).map((ids) => tokenizer.decode(ids)),
  };
}

function answerText(tokenizer: Tokenizer, text: string): TextAnswer {
  try {
    const plain = tokenizer.encode(text, { parseSpecials: true, offsets: true });
    const framed = tokenizer.encode(text, { parseSpecials: true, addSpecials: true });
    const known = framed.ids.filter((id) => id !== tokenizer.specials.unk);
    return {
      ids: [...plain.ids],
      framed: [...framed.ids],
      offsets: inCodePoints(text, plain.offsets!),
      decoded: tokenizer.decode(plain.ids),
      stripped: tokenizer.decode(known, { skipSpecials: true }),
    };
  } catch {
    return { error: true };
  }
}

/** Our offsets count UTF-16 units, the library's Python binding counts code points. */
function inCodePoints(text: string, offsets: Uint32Array): number[][] {
  const before = (units: number) => [...text.slice(0, units)].length;
  return Array.from({ length: offsets.length / 2 }, (_, i) => [
    before(offsets[2 * i]!),
    before(offsets[2 * i + 1]!),
  ]);
}
