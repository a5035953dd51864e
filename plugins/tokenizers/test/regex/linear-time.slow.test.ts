import { createPattern } from '@codex-ml/tokenizers/dist/regex/create-pattern.js';
import { expect } from 'chai';

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const PATTERNS: Readonly<Record<string, string>> = {
  'GPT-2': "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  'Llama 3': `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  'tiktoken, with possessive parts':
    "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
  'GPT-4o': `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+${CONTRACTIONS}?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*${CONTRACTIONS}?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
};
const UNITS = ['a', 'A', ' ', '\n', '1', '!', '\u4eac', '\u{1f600}', "'", ' a', 'aA', '\u0301', ' \n'];
const MEGABYTE = 1 << 20;
/** What is quadratic takes minutes for a megabyte. */
const LIMIT_MS = 5000;

describe('well-known patterns on a line of a megabyte', () => {
  for (const [name, Regex] of Object.entries(PATTERNS)) {
    it(`cut it in linear time: ${name}`, () => {
      const findMatches = createPattern({ Regex }, 'p');
      for (const unit of UNITS) {
        const text = `${unit.repeat(MEGABYTE / unit.length)}x`;
        const before = performance.now();
        const matches = findMatches(text);
        expect(performance.now() - before, JSON.stringify(unit)).to.be.below(LIMIT_MS);
        expect(matches.at(-1)).to.equal(text.length);
      }
    }).timeout(60_000);
  }
});
