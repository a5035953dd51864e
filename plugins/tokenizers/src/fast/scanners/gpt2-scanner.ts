// GPT-2's pattern by hand: `'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
import { LETTER, NUMBER, PAIR, SPACE, unitClasses } from '../../unicode/unit-classes.js';
import { classOf, contractionLength, type Scanner } from './scanner.js';

const KINDS = LETTER | NUMBER | SPACE;

/** @param singleDigits every number is a word of its own, as if the text had been cut around it before */
export function createGpt2Scanner({ singleDigits = false } = {}): Scanner {
  const classes = unitClasses();
  const table = classes.units;

  return (units, length, ends) => {
    let count = 0;
    let at = 0;
    while (at < length) {
      const unit = units[at]!;
      if (unit === 0x27) {
        const contraction = contractionLength(units, at, length, false);
        if (contraction > 0) {
          at += contraction;
          ends[count++] = at;
          continue;
        }
      }
      let next = unit === 0x20 && at + 1 < length ? at + 1 : at;
      let flags = table[units[next]!]!;
      if ((flags & PAIR) !== 0) flags = classOf(classes, units, next, length);
      const kind = flags & KINDS;
      if (kind === SPACE) {
        next++;
        while (next < length && (table[units[next]!]! & SPACE) !== 0) next++;
        // the last space belongs to the word that follows; a single one can only be taken whole
        if (next < length && next > at + 1 && !(singleDigits && isNumber(units, next, length))) next--;
      } else if (singleDigits && kind === NUMBER) {
        next = next > at ? next : at + ((flags & PAIR) !== 0 ? 2 : 1);
      } else {
        next += (flags & PAIR) !== 0 ? 2 : 1;
        while (next < length) {
          const more = table[units[next]!]!;
          if ((more & PAIR) === 0) {
            if ((more & KINDS) !== kind) break;
            next++;
          } else {
            const pair = classOf(classes, units, next, length);
            if ((pair & KINDS) !== kind) break;
            next += (pair & PAIR) !== 0 ? 2 : 1;
          }
        }
      }
      at = next;
      ends[count++] = at;
    }
    return count;
  };

  function isNumber(units: Uint16Array, at: number, length: number): boolean {
    return (classOf(classes, units, at, length) & NUMBER) !== 0;
  }
}
