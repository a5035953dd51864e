// A text in stretches, each cut into words. Stretches end where every known pattern ends a word, so that the same little memory serves a
// text of any length.
import { LETTER, SPACE, unitClasses } from '../unicode/unit-classes.js';
import type { Scanner } from './scanners/scanner.js';
import { UnitBuffer } from './unit-buffer.js';

/**
 * Is handed a stretch: its units, the ends of its words, how many these are, and where in the text it begins. Both arrays may change
 * afterwards.
 */
export type VisitStretch = (units: Uint16Array, ends: Int32Array, count: number, from: number) => void;

/**
 * @param endsAtSpaces whether words end wherever a space follows a letter: if not, a text is one stretch
 * @param size units of a stretch, or more where there is no such place
 */
export function createStretchScanner(
  scan: Scanner,
  endsAtSpaces: boolean,
  size: number,
): (text: string, visit: VisitStretch) => void {
  const buffer = new UnitBuffer();
  const classes = unitClasses().units;
  let ends = new Int32Array(0);

  /** The last place up to `length` before which is a letter and behind which is a space, or 0. */
  const findCut = (units: Uint16Array, length: number): number => {
    for (let at = length - 1; at > 0; at--) {
      if ((classes[units[at]!]! & SPACE) !== 0 && (classes[units[at - 1]!]! & LETTER) !== 0) return at;
    }
    return 0;
  };

  return (text, visit) => {
    let stretch = endsAtSpaces ? size : text.length;
    for (let from = 0; from < text.length; ) {
      const to = Math.min(text.length, from + stretch);
      buffer.fill(text, from, to);
      const { units } = buffer;
      const length = to === text.length ? to - from : findCut(units, to - from);
      if (length === 0) {
        stretch *= 2;
        continue;
      }
      if (length > ends.length) ends = new Int32Array(units.length);
      visit(units, ends, scan(units, length, ends, text), from);
      from += length;
      stretch = size;
    }
  };
}
