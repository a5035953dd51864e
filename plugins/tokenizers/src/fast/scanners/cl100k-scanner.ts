// The pattern of Llama 3 and Qwen by hand, which is that of cl100k: contractions in any case, a sign before letters, digits in groups,
// newlines behind punctuation.
// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
import { LETTER, NEWLINE, NUMBER, PAIR, SPACE, unitClasses } from '../../unicode/unit-classes.js';
import { createRuns } from './runs.js';
import { classOf, contractionLength, type Scanner } from './scanner.js';

/** @param digits most digits in a word: 3 for Llama 3 and cl100k, 1 for Qwen */
export function createCl100kScanner({ digits }: { readonly digits: number }): Scanner {
  const classes = unitClasses();
  const table = classes.units;
  const { endOfLetters, endOfNumber, endOfSigns, endOfSpaces } = createRuns(classes);

  return (units, length, ends) => {
    let count = 0;
    let at = 0;
    while (at < length) {
      const unit = units[at]!;
      let flags = table[unit]!;
      if ((flags & PAIR) !== 0) flags = classOf(classes, units, at, length);
      const next = at + ((flags & PAIR) !== 0 ? 2 : 1);
      if ((flags & LETTER) !== 0) {
        at = endOfLetters(units, next, length);
      } else if ((flags & NUMBER) !== 0) {
        at = endOfNumber(units, at, length, digits);
      } else {
        const contraction = unit === 0x27 ? contractionLength(units, at, length, true) : 0;
        if (contraction > 0) {
          at += contraction;
        } else {
          const after = next < length ? classOf(classes, units, next, length) : SPACE;
          if ((after & LETTER) !== 0 && (flags & NEWLINE) === 0) {
            at = endOfLetters(units, next, length);
          } else if ((flags & SPACE) === 0 || (unit === 0x20 && (after & (SPACE | NUMBER | LETTER)) === 0)) {
            at = endOfSigns(units, next, length);
            while (at < length && (table[units[at]!]! & NEWLINE) !== 0) at++;
          } else {
            at = endOfSpaces(units, at, length);
          }
        }
      }
      ends[count++] = at;
    }
    return count;
  };
}
