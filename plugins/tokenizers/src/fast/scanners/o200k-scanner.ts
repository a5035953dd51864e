// The pattern of o200k by hand: words end where lower case gives way to a capital, and may carry a contraction.
// `X?U*L+C?|X?U+L*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`, where X is `[^\r\n\p{L}\p{N}]`, U is
// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, L is `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` and C is `(?i:'s|'t|'re|'ve|'m|'ll|'d)`.
import { HEAD, LETTER, NEWLINE, NUMBER, PAIR, SPACE, TAIL, unitClasses } from '../../unicode/unit-classes.js';
import { createRuns } from './runs.js';
import { classOf, contractionLength, type Scanner } from './scanner.js';

export interface O200kOptions {
  /** Most digits in a word: 3 for o200k, 1 for Tekken. */
  readonly digits: number;
  /** Whether a word carries a contraction: for o200k, not for Tekken. */
  readonly contractions: boolean;
}

export function createO200kScanner({ digits, contractions }: O200kOptions): Scanner {
  const classes = unitClasses();
  const table = classes.units;
  const { endOfNumber, endOfSigns, endOfSpaces } = createRuns(classes);

  /** End of `U*L+`, or -1 where there is none: then the run of U is in `heads`, all of it capitals. */
  let heads = 0;
  const endOfWord = (units: Uint16Array, from: number, length: number): number => {
    let at = from;
    let lastTail = -1;
    let flags = 0;
    while (at < length) {
      flags = table[units[at]!]!;
      if ((flags & PAIR) !== 0) flags = classOf(classes, units, at, length);
      if ((flags & HEAD) === 0) break;
      at += (flags & PAIR) !== 0 ? 2 : 1;
      if ((flags & TAIL) !== 0) lastTail = at;
    }
    heads = at;
    if (at === length || (flags & TAIL) === 0) return lastTail;
    while (at < length) {
      flags = table[units[at]!]!;
      if ((flags & PAIR) !== 0) flags = classOf(classes, units, at, length);
      if ((flags & TAIL) === 0) break;
      at += (flags & PAIR) !== 0 ? 2 : 1;
    }
    return at;
  };

  const withContraction = (units: Uint16Array, at: number, length: number): number =>
    contractions && at < length && units[at] === 0x27 ? at + contractionLength(units, at, length, true) : at;

  return (units, length, ends) => {
    let count = 0;
    let at = 0;
    while (at < length) {
      const unit = units[at]!;
      const flags = classOf(classes, units, at, length);
      const next = at + ((flags & PAIR) !== 0 ? 2 : 1);
      let end = -1;
      if ((flags & NUMBER) !== 0) {
        end = endOfNumber(units, at, length, digits);
      } else {
        // a mark may be either the sign before a word or the beginning of one; the pattern tries the sign first
        const sign = (flags & (LETTER | NEWLINE)) === 0;
        let capitals = -1;
        if (sign) {
          end = endOfWord(units, next, length);
          if (end < 0 && heads > next) capitals = heads;
        }
        if (end < 0 && (flags & (HEAD | TAIL)) !== 0) {
          end = endOfWord(units, at, length);
          if (end < 0) capitals = heads;
        }
        if (end < 0) end = capitals;
        if (end >= 0) {
          end = withContraction(units, end, length);
        } else if ((flags & SPACE) === 0 || (unit === 0x20 && isSign(units, next, length))) {
          end = endOfSigns(units, next, length);
          while (end < length && ((table[units[end]!]! & NEWLINE) !== 0 || units[end] === 0x2f)) end++;
        } else {
          end = endOfSpaces(units, at, length);
        }
      }
      at = end;
      ends[count++] = at;
    }
    return count;
  };

  function isSign(units: Uint16Array, at: number, length: number): boolean {
    return at < length && (classOf(classes, units, at, length) & (SPACE | LETTER | NUMBER)) === 0;
  }
}
