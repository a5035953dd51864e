// Our front half of a tokenizer beside that of the Rust library: every character of every piece with its place, and the added tokens.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { readAddedTokens } from '@codex-ml/tokenizers/dist/added-tokens/added-token.js';
import { createAddedTokens } from '@codex-ml/tokenizers/dist/added-tokens/create-added-tokens.js';
import {
  isFoundToken,
  type PreparedPart,
  prepareText,
  type TextParts,
} from '@codex-ml/tokenizers/dist/added-tokens/prepare-text.js';
import { createNormalizer } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { toWellFormed } from '@codex-ml/tokenizers/dist/pipeline/well-formed.js';
import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { requireOracle } from '../oracle.js';

interface Oracle {
  encodeBatch(texts: string[], options: { addSpecialTokens: boolean }): Promise<OracleEncoding[]>;
  getNormalizer(): { normalizeString(text: string): string };
  getPreTokenizer(): OraclePreTokenizer;
}

interface OracleEncoding {
  getIds(): number[];
  getOffsets(): [number, number][];
  getWordIds(): (number | null)[];
}

export interface OraclePreTokenizer {
  preTokenizeString(text: string): [string, [number, number]][];
}

const { Tokenizer } = requireOracle('tokenizers') as { Tokenizer: { fromString(json: string): Oracle } };

export interface TextSide {
  readonly normalizer?: JsonValue;
  readonly preTokenizer?: JsonValue;
  readonly added?: readonly JsonObject[];
}

/** The Rust library with a model that makes one token, of id 0, of every character, so that pieces and places show. */
export function openOracle({ normalizer = null, preTokenizer = null, added = [] }: TextSide): Oracle {
  return Tokenizer.fromString(
    JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer,
      pre_tokenizer: preTokenizer,
      post_processor: null,
      decoder: null,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: '?',
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: { '?': 0 },
        merges: [],
      },
    }),
  );
}

export function openOurs({ normalizer = null, preTokenizer = null, added = [] }: TextSide): TextParts {
  const normalize = createNormalizer(normalizer);
  return {
    added: createAddedTokens(readAddedTokens(added), normalize),
    normalizer: normalize,
    preTokenizer: createPreTokenizer(preTokenizer),
  };
}

/** An added token as files write it. */
export function addedToken(id: number, content: string, flags: JsonObject = {}): JsonObject {
  return {
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: false,
    ...flags,
  };
}

/** Id, place in characters and number of the piece, of every token. */
type Row = readonly [id: number, start: number, end: number, piece: number];

/**
 * The first text on which the two differ, undefined where there is none. Without offsets ours must cut as it does with them.
 * Special tokens are parsed, as the Rust library always does.
 */
export async function findDifference(side: TextSide, texts: readonly string[]): Promise<string | undefined> {
  const ours = openOurs(side);
  const theirs = await openOracle(side).encodeBatch([...texts], { addSpecialTokens: false });
  for (const [i, text] of texts.entries()) {
    const parts = prepareText(ours, text, { offsets: true, parseSpecials: true });
    const actual = rowsOf(parts, text);
    const expected = rowsOfTheirs(theirs[i]!);
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      return JSON.stringify({ side, text, actual, expected });
    const plain = prepareText(ours, text, { offsets: false, parseSpecials: true });
    if (spell(plain) !== spell(parts))
      return JSON.stringify({ side, text, withoutOffsets: spell(plain), withOffsets: spell(parts) });
  }
  return undefined;
}

/** The first text that the normalizers rewrite differently, undefined where there is none. */
export function findRewriting(normalizer: JsonObject, texts: readonly string[]): string | undefined {
  const ours = createNormalizer(normalizer);
  const theirs = openOracle({ normalizer }).getNormalizer();
  for (const text of texts) {
    const actual = ours({ text: toWellFormed(text), starts: undefined, ends: undefined }).text;
    const expected = theirs.normalizeString(text);
    if (actual !== expected) return JSON.stringify({ normalizer, text, actual, expected });
  }
  return undefined;
}

function spell(parts: readonly PreparedPart[]): string {
  return JSON.stringify(parts.map((part) => (isFoundToken(part) ? part.id : part.text)));
}

function rowsOf(parts: readonly PreparedPart[], text: string): Row[] {
  const characterAt = charactersBefore(text);
  return parts.flatMap((part, piece): Row[] => {
    if (isFoundToken(part)) return [[part.id, characterAt[part.start]!, characterAt[part.end]!, piece]];
    const rows: Row[] = [];
    for (let i = 0; i < part.text.length; ) {
      const last = i + (part.text.codePointAt(i)! >= 0x10000 ? 1 : 0);
      rows.push([0, characterAt[part.starts![i]!]!, characterAt[part.ends![last]!]!, piece]);
      i = last + 1;
    }
    return rows;
  });
}

function rowsOfTheirs(encoding: OracleEncoding): Row[] {
  const offsets = encoding.getOffsets();
  const pieces = encoding.getWordIds();
  return encoding.getIds().map((id, i) => [id, offsets[i]![0], offsets[i]![1], pieces[i]!]);
}

/** [units + 1] number of characters before each unit. */
function charactersBefore(text: string): number[] {
  const counts: number[] = [];
  let count = 0;
  for (const character of text)
    for (let i = 0; i < character.length; i++) counts.push(i === 0 ? count++ : count - 1);
  return [...counts, count];
}

/** What normalizers and pre-tokenizers treat apart, to be put together in any order. */
const SNIPPETS: readonly string[] = [
  ...[' ', '  ', '\n', '\r\n', '\t', 'a', 'B', 'hello', 'World', "'s", "'LL", '12', '3', '.', ',!', '-', '_'],
  ...['<s>', '</s>', '[MASK]', '\u00e9', 'e\u0301', 'a\u0323\u0301', 'a\u0301\u0323', '\u0301', '\u1e69'],
  ...['\ufb01', '\u00bd', '\u00b2', '\u0130', '\u03a3', '\u0391\u03a3 ', '\u00df', '\u017f', '\u212a'],
  ...[
    '\ud55c\uad6d',
    '\u1112\u1161\u11ab',
    '\u1100\u1161',
    '\u4eac\u90fd',
    '\u30ab\u30bf',
    '\u30fc',
    '\u304b\u3099',
  ],
  ...['\uff76\uff9e', '\u0939\u093f\u0928\u094d\u0926\u0940', '\u0e44\u0e17\u0e22', '\u0e33', '\u{1f600}'],
  ...[
    '\u{1f468}\u200d\u{1f469}',
    '\u{1f1e9}\u{1f1ea}',
    '\u{1f44d}\u{1f3fd}',
    '\u200d',
    '\u200b',
    '\ufeff',
    '\u00a0',
  ],
  ...[
    '\u0085',
    '\u2028',
    '\u3000',
    '\u00ad',
    '\0',
    '\x07',
    '\x7f',
    '\ufffd',
    '\u2581',
    '\u0344',
    '\u0f73',
    '\u1acf',
  ],
  ...[
    '\u{11938}',
    '\u{1d518}',
    '\u{1d15e}',
    '\ufb1d',
    '\u0627\u0644',
    '\u05e9\u05c1',
    '\u0600',
    '\u01c5',
    '\u{1e030}',
  ],
  ...[
    '\u0328\u0301\u0323',
    '\u212b',
    'q\u0307\u0323',
    '\u09c7\u09be',
    '\u0345',
    '\u1fb3',
    '\u{10400}',
    '\ue000',
  ],
  ...['\u{10ffff}', '\u{323b0}', '\ua7f2', '\u32ff', '\u180e', '\u061c', '\ud83d', '\udd0d'],
];

/** Hostile texts and random ones, the same in every run. */
export function sampleTexts(count: number, more: readonly string[] = []): readonly string[] {
  const snippet = fc.constantFrom(...SNIPPETS, ...more);
  const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  const arbitrary = fc
    .array(fc.oneof({ arbitrary: snippet, weight: 8 }, { arbitrary: character, weight: 1 }), {
      minLength: 1,
      maxLength: 9,
    })
    .map((parts) => parts.join(''));
  return [...HOSTILE_TEXTS, ...fc.sample(arbitrary, { numRuns: count, seed: 5 })];
}
