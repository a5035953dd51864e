import { createCl100kScanner } from '@codex-ml/tokenizers/dist/fast/scanners/cl100k-scanner.js';
import {
  findScanner,
  GPT2_PATTERN,
  LLAMA3_PATTERN,
  O200K_PATTERN,
  QWEN2_PATTERN,
  TEKKEN_PATTERN,
} from '@codex-ml/tokenizers/dist/fast/scanners/find-scanner.js';
import { createGpt2Scanner } from '@codex-ml/tokenizers/dist/fast/scanners/gpt2-scanner.js';
import type { Scanner } from '@codex-ml/tokenizers/dist/fast/scanners/scanner.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { texts } from '../texts.js';

/** What `(?i:…)` and `\s` of Oniguruma are in JavaScript. */
function translate(pattern: string): RegExp {
  const anyCase = "(?:'[sS\\u017f]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
  const translated = pattern
    .replaceAll("(?i:'s|'t|'re|'ve|'m|'ll|'d)", anyCase)
    .replaceAll('\\s', '\\p{White_Space}')
    .replaceAll('(?!\\S)', '(?!\\P{White_Space})');
  return new RegExp(translated, 'gu');
}

function cutByPattern(text: string, pattern: RegExp): string[] {
  // a lone surrogate stands for U+FFFD, which is as long
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
  const words: string[] = [];
  let at = 0;
  for (const match of wellFormed.matchAll(pattern)) {
    expect(match.index).to.equal(at);
    at += match[0].length;
    words.push(text.slice(match.index, at));
  }
  expect(at).to.equal(text.length);
  return words;
}

function cutByScanner(text: string, scan: Scanner): string[] {
  // what lies behind the text is no part of it
  const units = new Uint16Array(text.length + 5).fill(0x61);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  const ends = new Int32Array(text.length);
  const count = scan(units, text.length, ends, text);
  return Array.from({ length: count }, (_, i) => text.slice(i === 0 ? 0 : ends[i - 1], ends[i]));
}

const PATTERNS = {
  'GPT-2': GPT2_PATTERN,
  'Llama 3': LLAMA3_PATTERN,
  'Qwen 2': QWEN2_PATTERN,
  o200k: O200K_PATTERN,
  Tekken: TEKKEN_PATTERN,
};

describe('scanners', () => {
  for (const [name, pattern] of Object.entries(PATTERNS)) {
    it(`cut any text as the pattern of ${name} does`, () => {
      const scan = findScanner(pattern)!;
      const regex = translate(pattern);
      fc.assert(
        fc.property(texts, (text) => {
          expect(cutByScanner(text, scan)).to.deep.equal(cutByPattern(text, regex));
        }),
        { numRuns: 2000 },
      );
    });
  }

  it('cut around every number first, where a document asks for it', () => {
    const scan = createGpt2Scanner({ singleDigits: true });
    const regex = translate(GPT2_PATTERN);
    fc.assert(
      fc.property(texts, (text) => {
        const parts = text.split(/(\p{N})/u).filter((part) => part !== '');
        expect(cutByScanner(text, scan)).to.deep.equal(parts.flatMap((part) => cutByPattern(part, regex)));
      }),
      { numRuns: 1000 },
    );
  });

  it('give contractions to words as the patterns write them', () => {
    const words = (pattern: string, text: string): string[] => cutByScanner(text, findScanner(pattern)!);
    expect(words(GPT2_PATTERN, "we'll 'LL I'ſ")).to.deep.equal(['we', "'ll", " '", 'LL', ' I', "'", 'ſ']);
    expect(words(LLAMA3_PATTERN, "we'll I'LL it'ſ 'rabbit")).to.deep.equal([
      ...['we', "'ll", ' I', "'LL", ' it', "'ſ", " '", 'rabbit'],
    ]);
    expect(words(O200K_PATTERN, "we'll HTTPServer's")).to.deep.equal(["we'll", " HTTPServer's"]);
  });

  it('count digits as the pattern does', () => {
    expect(cutByScanner('12345 6', createCl100kScanner({ digits: 3 }))).to.deep.equal([
      '123',
      '45',
      ' ',
      '6',
    ]);
    expect(cutByScanner('123', createCl100kScanner({ digits: 1 }))).to.deep.equal(['1', '2', '3']);
  });

  it('are known for those patterns only', () => {
    expect(findScanner(`${GPT2_PATTERN} `)).to.equal(undefined);
    expect(findScanner('\\p{L}+')).to.equal(undefined);
  });
});
