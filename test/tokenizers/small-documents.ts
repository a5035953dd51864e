// Small documents in the format of `tokenizer.json`, one part each, for comparisons with the Rust library.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';

export function documentOf(parts: JsonObject): JsonObject {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...parts,
  };
}

export function addedToken(id: number, content: string, more: JsonObject = {}): JsonObject {
  return {
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
    ...more,
  };
}

export function numbered(tokens: readonly string[]): JsonObject {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

const bytes = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const MERGES = [
  'a b',
  'b a',
  'a a',
  'ab ab',
  'aa b',
  'ab c',
  'b c',
  'é a',
  '😀 a',
  'c c',
  'cc c',
  '▁ a',
  '▁a b',
  '▁ ▁',
];
const letters = ['a', 'b', 'c', 'é', '😀', '▁', ' '];
const merged = [...new Set(MERGES.map((merge) => merge.replace(' ', '')))];

function bpe(
  more: JsonObject,
  tokens: readonly string[] = [],
  merges: readonly JsonValue[] = MERGES,
): JsonObject {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: numbered(['<unk>', ...letters, ...merged, ...tokens]),
    merges,
    ...more,
  };
}

const affixed = [
  'a',
  'b',
  'c',
  'a</w>',
  'b</w>',
  'c</w>',
  '##a',
  '##b',
  '##c',
  '##a</w>',
  '##b</w>',
  '##c</w>',
];

const unigram = (more: JsonObject, vocab: readonly (readonly [string, number])[]): JsonObject => ({
  type: 'Unigram',
  unk_id: 0,
  byte_fallback: false,
  vocab,
  ...more,
});
const SCORES: readonly (readonly [string, number])[] = [
  ['<unk>', 0],
  ['a', -1.5],
  ['b', -2.25],
  ['ab', -2.5],
  ['ba', -3.125],
  ['abab', -5],
  ['aaa', -3.75],
  ['é', -4],
  ['😀a', -3],
  ['c', -9.5],
  ['cc', -12],
  ['▁', -2],
  ['▁a', -2.75],
];

/** Models by name; a pre-tokenizer cuts at white space where a model needs words. */
export const MODELS: Readonly<Record<string, JsonObject>> = {
  'BPE with an unknown token': documentOf({ model: bpe({ unk_token: '<unk>' }) }),
  'BPE that fuses unknown tokens': documentOf({ model: bpe({ unk_token: '<unk>', fuse_unk: true }) }),
  'BPE with merges as pairs': documentOf({
    model: bpe(
      { unk_token: '<unk>' },
      [],
      MERGES.map((merge) => merge.split(' ')),
    ),
  }),
  'BPE with bytes': documentOf({
    model: bpe({ unk_token: '<unk>', fuse_unk: true, byte_fallback: true }, bytes),
  }),
  'BPE with a few bytes': documentOf({
    model: bpe({ unk_token: '<unk>', byte_fallback: true }, bytes.slice(0, 0xe3)),
  }),
  'BPE that takes whole words first': documentOf({
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: bpe({ unk_token: '<unk>', ignore_merges: true }, ['cab', 'baba', 'aaaaaa']),
  }),
  'BPE with a prefix of continued words and a suffix of ends': documentOf({
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: bpe({
      unk_token: '<unk>',
      continuing_subword_prefix: '##',
      end_of_word_suffix: '</w>',
      vocab: numbered(['<unk>', ...affixed, 'ab', 'ab</w>', '##ab', '##bc</w>', 'abc</w>', 'abab']),
      merges: ['a ##b', 'a ##b</w>', '##a ##b', '##b ##c</w>', 'ab ##c</w>', 'ab ##ab'],
    }),
  }),
  Unigram: documentOf({ model: unigram({}, SCORES) }),
  'Unigram with bytes': documentOf({
    model: unigram({ byte_fallback: true }, [...SCORES, ...bytes.map((each) => [each, -20] as const)]),
  }),
  'Unigram with a few bytes': documentOf({
    model: unigram({ byte_fallback: true }, [
      ...SCORES,
      ...bytes.slice(0, 0xe3).map((each) => [each, -20] as const),
    ]),
  }),
  'Unigram with words by their mark': documentOf({
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    model: unigram({}, SCORES),
  }),
  WordPiece: documentOf({
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: {
      type: 'WordPiece',
      unk_token: '<unk>',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 9,
      vocab: numbered([
        '<unk>',
        'a',
        'ab',
        'b',
        'é',
        '##a',
        '##b',
        '##ab',
        '##😀',
        '##é',
        'aba',
        '##',
        '##c',
      ]),
    },
  }),
  'WordPiece without a prefix': documentOf({
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: {
      type: 'WordPiece',
      unk_token: '<unk>',
      continuing_subword_prefix: '',
      max_input_chars_per_word: 100,
      vocab: numbered(['<unk>', 'a', 'ab', 'b', 'é', 'aba']),
    },
  }),
  WordLevel: documentOf({
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: {
      type: 'WordLevel',
      unk_token: '<unk>',
      vocab: numbered(['<unk>', 'a', 'ab', '__proto__', 'constructor', 'é', '😀']),
    },
  }),
};
