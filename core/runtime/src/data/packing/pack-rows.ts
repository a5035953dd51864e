// From the samples of a split to the rows that hold them whole, or in pieces where they are long.
import { sharedArray } from '../columns/column-types.js';
import type { SplitData } from '../split-data.js';
import { cutPieces } from './cut-pieces.js';
import { fillRows } from './fill-rows.js';
import type { PackedRows } from './packed-rows.js';

/** Several pieces side by side in each row. */
export function packDocuments(data: SplitData, context: number): PackedRows {
  return fillRows(cutPieces(data, context), context);
}

/** A row for each piece. */
export function packSingly(data: SplitData, context: number): PackedRows {
  const pieces = cutPieces(data, context);
  const rowStarts = sharedArray('uint32', pieces.sizes.length + 1);
  for (let row = 0; row < rowStarts.length; row++) rowStarts[row] = row;
  return { ...pieces, rowStarts };
}
