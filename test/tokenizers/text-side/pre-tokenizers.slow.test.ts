import type { JsonObject } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { findDifference, sampleTexts } from './compare-prepared.js';

const BEHAVIORS = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];
const split = (Regex: string, behavior = 'Isolated', invert = false): JsonObject => ({
  type: 'Split',
  pattern: { Regex },
  behavior,
  invert,
});
const byteLevel = (add_prefix_space: boolean, use_regex: boolean): JsonObject => ({
  type: 'ByteLevel',
  add_prefix_space,
  trim_offsets: true,
  use_regex,
});
const metaspace = (prepend_scheme: string, splits: boolean): JsonObject => ({
  type: 'Metaspace',
  replacement: '\u2581',
  prepend_scheme,
  split: splits,
});
const sequence = (...pretokenizers: JsonObject[]): JsonObject => ({ type: 'Sequence', pretokenizers });

const PRE_TOKENIZERS: Readonly<Record<string, readonly JsonObject[]>> = {
  BertPreTokenizer: [{ type: 'BertPreTokenizer' }],
  Whitespace: [{ type: 'Whitespace' }],
  WhitespaceSplit: [{ type: 'WhitespaceSplit' }],
  'Punctuation of every behavior': BEHAVIORS.map((behavior) => ({ type: 'Punctuation', behavior })),
  'Digits together and one by one': [true, false].map((individual_digits) => ({
    type: 'Digits',
    individual_digits,
  })),
  'Metaspace of every scheme': ['always', 'first', 'never'].flatMap((scheme) =>
    [true, false].map((splits) => metaspace(scheme, splits)),
  ),
  'Metaspace of old files': [
    { type: 'Metaspace', replacement: '_', add_prefix_space: true },
    { type: 'Metaspace', replacement: '\u{1d518}', add_prefix_space: false, prepend_scheme: 'never' },
  ],
  CharDelimiterSplit: ['l', ' ', '\u{1f600}'].map((delimiter) => ({ type: 'CharDelimiterSplit', delimiter })),
  UnicodeScripts: [{ type: 'UnicodeScripts' }],
  FixedLength: [
    { type: 'FixedLength', length: 3 },
    { type: 'FixedLength' },
    { type: 'FixedLength', length: 1 },
  ],
  ByteLevel: [true, false].flatMap((prefix) => [true, false].map((regex) => byteLevel(prefix, regex))),
  'Split of every behavior, straight and inverted': BEHAVIORS.flatMap((behavior) =>
    [true, false].flatMap((invert) =>
      ['\\d+', '', 'l', '\\s|\\b', '[^\\s\\p{L}\\p{N}]'].map((regex) => split(regex, behavior, invert)),
    ),
  ),
  'Split at a text': BEHAVIORS.map((behavior) => ({
    type: 'Split',
    pattern: { String: 'l' },
    behavior,
    invert: false,
  })),
  'Sequence that asks twice what is first': [
    sequence({ type: 'UnicodeScripts' }, metaspace('first', true)),
    sequence(metaspace('always', true), split('\u2581'), metaspace('first', true)),
  ],
  'Sequence as in models of code': [
    sequence(
      split('[\\r\\n]'),
      split('\\s?\\p{L}+'),
      { type: 'Digits', individual_digits: true },
      byteLevel(false, false),
    ),
  ],
};

describe('pre-tokenizers beside the Rust library', () => {
  const texts = sampleTexts(1200);

  for (const [name, variants] of Object.entries(PRE_TOKENIZERS)) {
    it(`cuts as ${name} does, and keeps the place of every character`, async () => {
      for (const preTokenizer of variants) {
        // the many variants share the texts among them
        const some = variants.length < 10 ? texts : texts.slice(0, 300);
        expect(await findDifference({ preTokenizer }, some)).to.equal(undefined);
      }
    });
  }

  it('knows what is first behind a normalizer that takes away or puts before', async () => {
    const preTokenizer = metaspace('first', true);
    const normalizers: readonly JsonObject[] = [
      { type: 'Strip', strip_left: true, strip_right: false },
      { type: 'Prepend', prepend: 'x' },
      { type: 'StripAccents' },
    ];
    for (const normalizer of normalizers) {
      expect(await findDifference({ normalizer, preTokenizer }, texts)).to.equal(undefined);
    }
  });
});
