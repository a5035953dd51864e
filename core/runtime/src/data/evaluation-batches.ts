// All rows of a split, in batches of few shapes: compiled engines want no more.
import type { SplitName, TokenBatch } from '@codex-ml/plugin-api';
import { createRowLayout } from './packing/create-row-layout.js';
import { type Packing, planPacking } from './packing/packing.js';
import type { RowLayout } from './packing/row-layout.js';
import type { SplitData } from './split-data.js';
import { paddedBatch } from './token-blocks.js';

export interface EvaluationBatchesOptions extends SplitData {
  readonly split: SplitName;
  readonly context: number;
  /** Rows per batch. Missing rows of the last batch are padding of weight 0. */
  readonly batch: number;
  /** How samples fill rows. Default: as a stream. */
  readonly packing?: Packing | undefined;
  /** Take the rows of so many batches only, from the start of the split; 0 takes all. Default 0. */
  readonly limit?: number | undefined;
}

/** Can be iterated again and again. Every target that carries loss occurs exactly once. */
export interface EvaluationBatches extends Iterable<TokenBatch> {
  readonly count: number;
  /** Whether these are all rows of the split. */
  readonly complete: boolean;
  at(index: number): TokenBatch;
}

/** Rows of one length that make up a batch: `rows` from `first` on of the order. */
interface Part {
  readonly first: number;
  readonly rows: number;
  readonly length: number;
}

/**
 * Rows come in order, where they are of several lengths the shorter ones first: which rows are near each other depends on the rows
 * alone, never on the size of batches.
 * @throws CML4302 for fewer than two tokens, CML4341 where nothing carries loss
 */
export function createEvaluationBatches(options: EvaluationBatchesOptions): EvaluationBatches {
  const { split, context, batch: rows, limit = 0 } = options;
  const packing = options.packing ?? planPacking(split, 'stream', options, context);
  const layout = createRowLayout(options, packing, context);
  const taken = limit > 0 ? Math.min(layout.rows, limit * rows) : layout.rows;
  const order = orderByLength(layout, taken);
  const parts = cutParts(layout, order, rows);
  const at = (index: number) => {
    options.requireWhole?.();
    const part = parts[index]!;
    const batch = paddedBatch(rows, part.length, layout.documents);
    for (let i = 0; i < part.rows; i++) layout.write(batch, i, order[part.first + i]!, 0);
    return batch;
  };
  return {
    count: parts.length,
    complete: taken === layout.rows,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < parts.length; index++) yield at(index);
    },
  };
}

/** The first `count` rows, stably sorted by length. There are few lengths. */
function orderByLength(layout: RowLayout, count: number): Uint32Array {
  const lengths = Uint32Array.from({ length: count }, (_, row) => layout.lengthOf(row));
  const order = new Uint32Array(count);
  let place = 0;
  for (const length of [...new Set(lengths)].sort((a, b) => a - b)) {
    for (let row = 0; row < count; row++) if (lengths[row] === length) order[place++] = row;
  }
  return order;
}

function cutParts(layout: RowLayout, order: Uint32Array, rows: number): Part[] {
  const parts: Part[] = [];
  for (let first = 0; first < order.length; ) {
    const length = layout.lengthOf(order[first]!);
    let end = first + 1;
    while (end < order.length && end - first < rows && layout.lengthOf(order[end]!) === length) end++;
    parts.push({ first, rows: end - first, length });
    first = end;
  }
  return parts;
}
