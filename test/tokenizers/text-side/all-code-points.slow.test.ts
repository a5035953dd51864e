import type { JsonObject } from '@codex-ml/plugin-api';
import { createNormalizer } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import { expect } from 'chai';
import { openOracle } from './compare-prepared.js';

const STRETCH = 0x2000;

/** All planes but for what is private or reserved from end to end, and the even middle of the ideographs. */
const isVaried = (point: number): boolean =>
  point < 0x20000 || (point >= 0x2a000 && point < 0x34000) || (point >= 0xe0000 && point < 0xe2000);

/** Code points by themselves, a letter before and after each: the text of each stretch of them. */
const stretches: readonly string[] = Array.from({ length: 0x110000 / STRETCH }, (_, i) =>
  Array.from({ length: STRETCH }, (_, k) => i * STRETCH + k)
    .filter((point) => isVaried(point) && (point < 0xd800 || point > 0xdfff))
    .map((point) => `q${String.fromCodePoint(point)}`)
    .join(''),
).filter((text) => text !== '');

const NORMALIZERS: readonly JsonObject[] = [
  ...['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt', 'ByteLevel'].map((type) => ({
    type,
  })),
  {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: false,
    strip_accents: null,
    lowercase: false,
  },
];

const split = (Regex: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex },
  behavior: 'Contiguous',
  invert: false,
});
const PRE_TOKENIZERS: readonly JsonObject[] = [
  { type: 'Punctuation', behavior: 'Contiguous' },
  { type: 'Whitespace' },
  { type: 'WhitespaceSplit' },
  { type: 'Digits', individual_digits: false },
  { type: 'UnicodeScripts' },
  ...[
    '\\p{L}',
    '\\p{N}',
    '\\p{P}',
    '\\p{S}',
    '\\p{M}',
    '\\p{Ll}',
    '\\p{Lo}',
    '\\w',
    '\\s',
    '[[:lower:]]',
    '\\p{Han}',
  ].map(split),
];

describe('code points of all kinds beside the Rust library', () => {
  for (const normalizer of NORMALIZERS) {
    it(`is normalized the same: ${Object.values(normalizer).join(' ')}`, () => {
      const ours = createNormalizer(normalizer);
      const theirs = openOracle({ normalizer }).getNormalizer();
      const wrong = stretches.filter(
        (text) => ours({ text, starts: undefined, ends: undefined }).text !== theirs.normalizeString(text),
      );
      expect(wrong.map((text) => text.codePointAt(1)!.toString(16))).to.deep.equal([]);
    });
  }

  for (const preTokenizer of PRE_TOKENIZERS) {
    it(`is of the same class: ${JSON.stringify(preTokenizer)}`, () => {
      const ours = createPreTokenizer(preTokenizer);
      const theirs = openOracle({ preTokenizer }).getPreTokenizer();
      const wrong = stretches.filter((text) => {
        const pieces = ours({ text, starts: undefined, ends: undefined, first: true });
        const expected = theirs.preTokenizeString(text);
        return pieces.length !== expected.length || pieces.some((piece, i) => piece.text !== expected[i]![0]);
      });
      expect(wrong.map((text) => text.codePointAt(1)!.toString(16))).to.deep.equal([]);
    });
  }
});
