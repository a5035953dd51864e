// How a product is described to the functions that compute it: words of 32 bits in the first bank of the memory.
import { type Code, get, i32, set } from '../../wasm/code.js';
import type { FunctionLocals } from '../function-locals.js';
import { ARGUMENTS, PART } from '../region-frame.js';

/** Addresses within banks, and numbers. A job of several products has the words of one after those of the other. */
export const WORDS = {
  x: 0,
  matrix: 1,
  /** [pieces, rows, columns]: the sums; the result itself where there is one piece. */
  sums: 2,
  result: 3,
  inner: 4,
  columns: 5,
  rows: 6,
  /** Columns that are gone along at once. */
  tile: 7,
  count: 8,
} as const;

/** In which bank of the memory each array lies. */
export interface ProductBanks {
  readonly x: number;
  readonly matrix: number;
  readonly sums: number;
  readonly result: number;
}

/** Pieces and tiles that a product may have. */
export const MOST_TILES = 256;

/** The number of a range of a job: which product, which piece of its sums, which tile of its columns. */
export function packPart(product: number, piece: number, tile: number): number {
  return (product * MOST_TILES + piece) * MOST_TILES + tile;
}

export const PIECE: Code = [
  ...[...get(PART), ...i32.const(8), ...i32.shiftRight()],
  ...[...i32.const(MOST_TILES - 1), ...i32.and()],
];
export const TILE: Code = [...get(PART), ...i32.const(MOST_TILES - 1), ...i32.and()];

/** Code that finds the descriptor of the range's product, and code for each of its words. */
export function readDescriptor(locals: FunctionLocals) {
  const descriptor = locals.add('i32');
  const find: Code = [
    ...[...get(ARGUMENTS), ...get(PART), ...i32.const(16), ...i32.shiftRight()],
    ...[...i32.const(WORDS.count * 4), ...i32.mul(), ...i32.add(), ...set(descriptor)],
  ];
  const word = (name: Exclude<keyof typeof WORDS, 'count'>): Code => [
    ...get(descriptor),
    ...i32.load(0, WORDS[name] * 4),
  ];
  return { find, word };
}
