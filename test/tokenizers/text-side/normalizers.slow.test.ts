import type { JsonObject } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { buildCharacterMap } from './build-character-map.js';
import { findDifference, findRewriting, sampleTexts } from './compare-prepared.js';

const plain = (type: string): JsonObject => ({ type });
const strip = (left: boolean, right: boolean): JsonObject => ({
  type: 'Strip',
  strip_left: left,
  strip_right: right,
});
const replace = (pattern: JsonObject, content: string): JsonObject => ({ type: 'Replace', pattern, content });
const bert = (
  clean_text: boolean,
  handle_chinese_chars: boolean,
  strip_accents: boolean | null,
  lowercase: boolean,
): JsonObject => ({ type: 'BertNormalizer', clean_text, handle_chinese_chars, strip_accents, lowercase });
const sequence = (...normalizers: JsonObject[]): JsonObject => ({ type: 'Sequence', normalizers });

const MAP = buildCharacterMap([
  ['\r', ' '],
  ['\n', ' '],
  ['e\u0301', '\u00e9'],
  ['\u212b', '\u00c5'],
  ['\ufb01', 'fi'],
  ['\u00bd', '1\u20442'],
  ['\u200b', ''],
  ['\u200d', ''],
  ['\u3000', ' '],
  ['\u304b\u3099', '\u304c'],
  ['\u0e33', '\u0e4d\u0e32'],
  ['\u{1d518}', 'U'],
  ['\u00ad', ''],
  ['B', 'b'],
  ['\0', '!'],
]);

const NORMALIZERS: Readonly<Record<string, JsonObject>> = {
  NFC: plain('NFC'),
  NFD: plain('NFD'),
  NFKC: plain('NFKC'),
  NFKD: plain('NFKD'),
  Lowercase: plain('Lowercase'),
  StripAccents: plain('StripAccents'),
  Nmt: plain('Nmt'),
  ByteLevel: plain('ByteLevel'),
  'Strip on both sides': strip(true, true),
  'Strip on the left': strip(true, false),
  'Strip on the right': strip(false, true),
  'Strip nowhere': strip(false, false),
  Prepend: { type: 'Prepend', prepend: '\u2581x' },
  'Replace of a text': replace({ String: ' ' }, '\u2581'),
  'Replace of the empty text': replace({ String: '' }, '-'),
  'Replace that shortens': replace({ Regex: ' {2,}' }, ''),
  'Replace that lengthens': replace({ Regex: '\\s+' }, '<\u{1f600}>'),
  'Replace at the beginnings of lines': replace({ Regex: '^' }, '\u2581'),
  'Replace of what may be empty': replace({ Regex: 'l*' }, '_'),
  'BertNormalizer as in uncased models': bert(true, true, null, true),
  'BertNormalizer as in cased models': bert(true, true, null, false),
  'BertNormalizer with accents kept': bert(true, true, false, true),
  'BertNormalizer with accents stripped': bert(false, false, true, false),
  'BertNormalizer that only cleans': bert(true, false, false, false),
  'BertNormalizer that only spreads': bert(false, true, false, false),
  Precompiled: { type: 'Precompiled', precompiled_charsmap: MAP },
  'Sequence that takes everything off': sequence(
    plain('NFKD'),
    plain('StripAccents'),
    plain('Lowercase'),
    strip(true, true),
  ),
  'Sequence of SentencePiece': sequence(
    { type: 'Precompiled', precompiled_charsmap: MAP },
    strip(false, true),
    replace({ Regex: ' {2,}' }, '\u2581'),
  ),
  'Sequence there and back': sequence(plain('NFD'), plain('NFC'), plain('ByteLevel')),
};

describe('normalizers beside the Rust library', () => {
  const texts = sampleTexts(2000);

  for (const [name, normalizer] of Object.entries(NORMALIZERS)) {
    it(`rewrites as ${name} does, and keeps the place of every character`, async () => {
      expect(findRewriting(normalizer, texts)).to.equal(undefined);
      expect(await findDifference({ normalizer }, texts)).to.equal(undefined);
    });
  }
});
