// Words by patterns that nobody wrote a scanner for: each pattern cuts around its matches what those before it left.
import { toWellFormed } from '../../pipeline/well-formed.js';
import type { FindMatches } from '../../regex/create-pattern.js';
import type { Scanner } from './scanner.js';

/** @param patterns one at least */
export function createPatternScanner(patterns: readonly FindMatches[]): Scanner {
  let count = 0;

  const cut = (text: string, from: number, step: number, ends: Int32Array): void => {
    const matches = patterns[step]!(text);
    let done = 0;
    for (let i = 0; i < matches.length; i += 2) {
      const start = matches[i]!;
      const end = matches[i + 1]!;
      cutOn(text, from, done, start, step, ends);
      cutOn(text, from, start, end, step, ends);
      done = end;
    }
    cutOn(text, from, done, text.length, step, ends);
  };

  const cutOn = (
    text: string,
    from: number,
    start: number,
    end: number,
    step: number,
    ends: Int32Array,
  ): void => {
    if (start === end) return;
    if (step + 1 === patterns.length) ends[count++] = from + end;
    else cut(text.slice(start, end), from + start, step + 1, ends);
  };

  return (_, length, ends, text) => {
    count = 0;
    if (length > 0) cut(toWellFormed(text), 0, 0, ends);
    return count;
  };
}
