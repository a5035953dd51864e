// Which pieces of samples lie in which row. Plain arrays in shared memory: another thread can be given them.
import type { Pieces } from './cut-pieces.js';

/** Pieces in the order of the rows. */
export interface PackedRows extends Pieces {
  /** [rows + 1] number of the first piece of each row; the last entry is the number of all pieces. */
  readonly rowStarts: Uint32Array;
}

export function rowCount({ rowStarts }: PackedRows): number {
  return rowStarts.length - 1;
}

/** Places of a row that hold tokens. */
export function rowSize({ rowStarts, sizes }: PackedRows, row: number): number {
  let size = 0;
  for (let piece = rowStarts[row]!; piece < rowStarts[row + 1]!; piece++) size += sizes[piece]!;
  return size;
}

/** Part of the places of all rows, each `context` long, that hold tokens: 0 to 1. */
export function fillOf({ rowStarts, sizes }: PackedRows, context: number): number {
  const rows = rowStarts.length - 1;
  return rows === 0 ? 0 : sizes.reduce((sum, size) => sum + size, 0) / (rows * context);
}
