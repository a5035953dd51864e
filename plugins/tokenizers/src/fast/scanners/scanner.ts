// What cuts text into the words that byte-level BPE merges by themselves.
import { PAIR, type UnitClasses } from '../../unicode/unit-classes.js';

/**
 * Write where each word ends.
 * @param units text in UTF-16, of which the first `length` count
 * @param ends [at least length] receives the end of each word; each begins where the one before ends
 * @param text the same, for patterns that need a string; only where texts are not scanned in stretches
 * @returns the number of words
 */
export type Scanner = (units: Uint16Array, length: number, ends: Int32Array, text: string) => number;

/** Two units that are one character have its class together with `PAIR`; a lone half has none. */
export function classOf(classes: UnitClasses, units: Uint16Array, at: number, length: number): number {
  const flags = classes.units[units[at]!]!;
  if ((flags & PAIR) === 0) return flags;
  if (at + 1 >= length) return 0;
  const low = units[at + 1]!;
  return (low & 0xfc00) === 0xdc00 ? PAIR | classes.ofPair(units[at]!, low) : 0;
}

/**
 * Length of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at an apostrophe, else 0.
 * @param anyCase also in capitals, and with U+017F, which folds to `s`
 */
export function contractionLength(units: Uint16Array, at: number, length: number, anyCase: boolean): number {
  if (at + 1 >= length) return 0;
  const first = fold(units[at + 1]!, anyCase);
  if (first === S || first === T || first === M || first === D) return 2;
  if (at + 2 >= length) return 0;
  const second = fold(units[at + 2]!, anyCase);
  if (second === E) return first === R || first === V ? 3 : 0;
  return first === L && second === L ? 3 : 0;
}

const [D, E, L, M, R, S, T, V] = [0x64, 0x65, 0x6c, 0x6d, 0x72, 0x73, 0x74, 0x76];
const LONG_S = 0x17f;

function fold(unit: number, anyCase: boolean): number {
  if (!anyCase) return unit;
  if (unit === LONG_S) return S;
  return unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
}
