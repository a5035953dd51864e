import { toWellFormed } from '@codex-ml/tokenizers/dist/pipeline/well-formed.js';
import { createPreTokenizer } from '@codex-ml/tokenizers/dist/pre-tokenizers/create-pre-tokenizer.js';
import { expect } from 'chai';
import { openOracle, sampleTexts } from './compare-prepared.js';

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
/** As models have them, and what else the dialect offers. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  'of well-known models': [
    `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
    "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
    `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+${CONTRACTIONS}?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*${CONTRACTIONS}?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    '[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+',
    ' ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+',
    '\\d(?=(?:\\d{3})*(?!\\d))',
  ],
  'with classes': [
    ...['\\w+|[^\\w\\s]+', '\\W', '\\h+', '\\H', '\\R', '\\N', '\\O', '.', '(?m:.)', '[\\w]', '[^\\w]'],
    ...[
      '[[:alpha:]]+',
      '[[:^alpha:]]',
      '[[:punct:]]',
      '[[:graph:]]',
      '[[:print:]]',
      '[[:blank:]]',
      '[[:cntrl:]]',
    ],
    ...['[\\p{L}&&[^a-z]]+', '[^a-b&&a-z]', '[a[bc]]', '[]a]', '[^]a]', '[a-c-e]', '[a&b]', '[-a]'],
    ...[
      '\\p{^L}',
      '\\P{L}',
      '\\p{Han}',
      '\\p{Greek}+',
      '\\p{letter}',
      '\\p{LC}',
      '\\p{Emoji}',
      '\\p{White_Space}',
      '\\p{punct}',
    ],
  ],
  'with places': [
    '^a',
    '^',
    'a$',
    '$',
    'a\\Z',
    'a\\z',
    '\\Aa',
    '\\b',
    '\\B',
    '\\b\\w',
    '(?<=a|bc)\\w',
    '(?<!a)\\w',
    '(?<!\\S)\\S',
  ],
  'with repetitions': [
    'a{2}?',
    'a{2}+',
    'a{1,2}+a',
    'a{,2}',
    'a**',
    'a??b',
    'a?+a',
    '\\w*+\\d',
    '(?>a+)b|(?>ab|a)c?',
    'x*',
    'a{x}',
  ],
  'that ignore case': [
    ...[
      '(?i:ss)',
      '(?i:\u00df)',
      '(?i:[\u00df])',
      '(?i:st)',
      '(?i:ffi)',
      '(?i:k)',
      '(?i:[a-z])',
      '(?i:[^a-z])',
    ],
    ...['a(?i)b|c', '(?i)hello|world\\b', '(?i:\\p{Lu})', '(?i:[[:upper:]])', '(?i:\u03a3)', '(?i-m:A)'],
  ],
  'with remarks': [
    '(?x: \\p{L}+ # words\n | \\s )',
    'a(?#it)b',
    '(?<name>a)(b)',
    '\\x{1F600}|\\u00e9|\\101|\\xE2\\x96\\x81',
  ],
};

describe('patterns beside Oniguruma', () => {
  const texts = sampleTexts(400, [
    ...[
      'ab',
      'aab',
      'abc',
      'ss',
      'SS',
      'sS',
      'st',
      '\ufb06',
      'ffi',
      '\ufb03',
      '\u1e9e',
      "'\u017f",
      "'S",
      '123456',
      '$',
      '/',
    ],
    ...['\n\n', '   \n ', '\u2167', '\u088f', '\u{11de3}', '\u03c2', '\u{1d7ce}'],
  ]);

  for (const [kind, patterns] of Object.entries(PATTERNS)) {
    it(`match the same where they are ${kind}`, () => {
      for (const Regex of patterns) {
        const json = { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false };
        const ours = createPreTokenizer(json);
        const theirs = openOracle({ preTokenizer: json }).getPreTokenizer();
        for (const text of texts) {
          const whole = { text: toWellFormed(text), starts: undefined, ends: undefined, first: true };
          const actual = ours(whole).map((piece) => piece.text);
          const expected = theirs.preTokenizeString(text).map(([piece]) => piece);
          expect(actual, `${Regex} in ${JSON.stringify(text)}`).to.deep.equal(expected);
        }
      }
    });
  }
});
