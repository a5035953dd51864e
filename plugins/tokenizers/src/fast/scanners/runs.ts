// Runs of characters that the patterns since cl100k share. Each function returns where the run ends.
import { LETTER, NEWLINE, NUMBER, PAIR, SPACE, type UnitClasses } from '../../unicode/unit-classes.js';
import { classOf } from './scanner.js';

type EndOf = (units: Uint16Array, at: number, length: number) => number;

export interface Runs {
  /** `\p{L}*` */
  readonly endOfLetters: EndOf;
  /** `\p{N}{1,most}` at a number */
  readonly endOfNumber: (units: Uint16Array, at: number, length: number, most: number) => number;
  /** `[^\s\p{L}\p{N}]*` */
  readonly endOfSigns: EndOf;
  /** `\s*[\r\n]+|\s+(?!\S)|\s+` at white space */
  readonly endOfSpaces: EndOf;
}

export function createRuns(classes: UnitClasses): Runs {
  const table = classes.units;

  const endOfLetters: EndOf = (units, from, length) => {
    let at = from;
    while (at < length) {
      const flags = table[units[at]!]!;
      if ((flags & LETTER) !== 0) at++;
      else if ((flags & PAIR) !== 0 && (classOf(classes, units, at, length) & LETTER) !== 0) at += 2;
      else break;
    }
    return at;
  };

  const endOfNumber: Runs['endOfNumber'] = (units, from, length, most) => {
    let at = from;
    for (let digits = 0; digits < most && at < length; digits++) {
      const flags = classOf(classes, units, at, length);
      if ((flags & NUMBER) === 0) break;
      at += (flags & PAIR) !== 0 ? 2 : 1;
    }
    return at;
  };

  const endOfSigns: EndOf = (units, from, length) => {
    let at = from;
    while (at < length) {
      let flags = table[units[at]!]!;
      if ((flags & PAIR) !== 0) flags = classOf(classes, units, at, length);
      if ((flags & (SPACE | LETTER | NUMBER)) !== 0) break;
      at += (flags & PAIR) !== 0 ? 2 : 1;
    }
    return at;
  };

  const endOfSpaces: EndOf = (units, from, length) => {
    let at = from;
    let newline = -1;
    while (at < length) {
      const flags = table[units[at]!]!;
      if ((flags & SPACE) === 0) break;
      if ((flags & NEWLINE) !== 0) newline = at;
      at++;
    }
    if (newline >= 0) return newline + 1;
    // the last space belongs to the word that follows; a single one can only be taken whole
    return at < length && at > from + 1 ? at - 1 : at;
  };

  return { endOfLetters, endOfNumber, endOfSigns, endOfSpaces };
}
