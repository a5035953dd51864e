// Rows of whole samples, or of pieces of long ones: several side by side, or one alone.
import { type SplitData, sampleAt } from '../split-data.js';
import { writeTokens } from '../token-blocks.js';
import { rowCount, rowSize } from './packed-rows.js';
import type { Packing } from './packing.js';
import type { RowLayout } from './row-layout.js';

export function packedLayout(
  { tokens, starts, learn }: SplitData,
  { mode, rows }: Exclude<Packing, { readonly mode: 'stream' }>,
  context: number,
): RowLayout {
  const { rowStarts, starts: pieceStarts, sizes } = rows;
  const documents = mode === 'documents';
  const step = lengthStep(context);
  return {
    rows: rowCount(rows),
    documents,
    lengthOf: (row) => (documents ? context : Math.min(context, Math.ceil(rowSize(rows, row) / step) * step)),
    write(batch, at, row) {
      const end = rowStarts[row + 1]!;
      let place = at * batch.length;
      for (let piece = rowStarts[row]!; piece < end; piece++) {
        const size = sizes[piece]!;
        writeTokens(batch, place, { tokens, learn }, pieceStarts[piece]!, size);
        batch.documents?.fill(piece - rowStarts[row]! + 1, place, place + size);
        place += size;
      }
    },
    samplesOf(row) {
      const samples = new Set<number>();
      for (let piece = rowStarts[row]!; piece < rowStarts[row + 1]!; piece++) {
        samples.add(sampleAt(starts, pieceStarts[piece]!));
      }
      return [...samples];
    },
  };
}

/** Rows of single samples are as long as a multiple of this: of at least 64 places, and of at most four lengths. */
export function lengthStep(context: number): number {
  return Math.max(64, Math.ceil(context / 4 / 64) * 64);
}
