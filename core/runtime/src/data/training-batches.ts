// The endless sequence of training batches, addressed by number: batch k is a function of (tokens, stream, k), so a resumed run asks
// for the next number and nothing else has to be restored.
import type { RngStream, TokenBatch } from '@codex-ml/plugin-api';
import { createRowOrder, FULL_ORDER, type OrderPlan } from './order/row-order.js';
import { createRowLayout } from './packing/create-row-layout.js';
import { type Packing, planPacking } from './packing/packing.js';
import type { RowLayout } from './packing/row-layout.js';
import type { SplitData } from './split-data.js';
import { paddedBatch, requireTokens } from './token-blocks.js';

/** A split, and how its samples fill rows. */
export interface PackedSplit extends SplitData {
  readonly packing: Packing;
}

export interface TrainingBatchesOptions extends SplitData {
  /** Tokens per row. */
  readonly context: number;
  /** Rows per batch. */
  readonly batch: number;
  /** Stream of the data order; epochs fork from it. */
  readonly stream: RngStream;
  /** How samples fill rows. Default: as a stream. */
  readonly packing?: Packing | undefined;
  /**
   * Move the block boundaries of a stream by a random number of tokens in each epoch, so that every token is seen at different places
   * of its context. Each target still occurs once per epoch. Default true.
   */
  readonly shift?: boolean | undefined;
  /** Order of the rows of an epoch, and this process's share of them. Default: any order, all of them. */
  readonly order?: OrderPlan | undefined;
  /** Places of an epoch, where epochs do not have equally many rows. Default: the rows of the split. */
  readonly rowsPerEpoch?: number | undefined;
  /** What an epoch is made of, where each has tokens of its own. Default: the split. */
  readonly ofEpoch?: ((epoch: number) => PackedSplit) | undefined;
}

export interface TrainingBatches {
  /** Rows of one pass over the split. */
  readonly blocksPerEpoch: number;
  /**
   * Micro-batch number `k`, from 0 over the whole run. Always full: the last rows of an epoch are followed by the next epoch. As long
   * as its longest row: with one sample per row, that is less than the context where all are short.
   */
  at(k: number): TokenBatch;
  /** The samples that each row of micro-batch `k` holds tokens of, by their number in the split, in the order of the row. */
  samplesAt(k: number): readonly (readonly number[])[];
  /** Passes over the split that are complete after `batches` micro-batches, with fraction. */
  epochsAfter(batches: number): number;
}

/**
 * @throws CML4302 where there is not one whole block of a stream, or no second token; CML4341 where nothing carries loss
 */
export function createTrainingBatches(options: TrainingBatchesOptions): TrainingBatches {
  const { tokens, context, batch: rows, stream, shift = true, order: plan = FULL_ORDER, ofEpoch } = options;
  const packing = options.packing ?? planPacking('train', 'stream', options, context);
  if (packing.mode === 'stream') requireTokens('train', tokens.length, context + 1);
  const phases = stream.fork('phase');
  let kept = { epoch: -1, phase: 0 };
  const phaseOf = (epoch: number) => {
    const moves = shift && blocksPerEpoch > 1;
    if (kept.epoch !== epoch) kept = { epoch, phase: moves ? phases.fork(epoch).integer(context) : 0 };
    return kept.phase;
  };
  const layout = createRowLayout(options, packing, context, phaseOf);
  const blocksPerEpoch = options.rowsPerEpoch ?? layout.rows;
  const layouts = new WeakMap<PackedSplit, RowLayout>();
  const layoutOf = (epoch: number) => {
    if (ofEpoch === undefined) return layout;
    const split = ofEpoch(epoch);
    const known = layouts.get(split) ?? createRowLayout(split, split.packing, context, phaseOf);
    layouts.set(split, known);
    return known;
  };
  const requireWhole = (epoch: number) => (ofEpoch?.(epoch) ?? options).requireWhole?.();
  const order = createRowOrder(plan, blocksPerEpoch, stream.fork('order'), (epoch) => layoutOf(epoch).rows);
  const placesOf = (k: number) => Array.from({ length: rows }, (_, i) => order.at(k * rows + i));

  return {
    blocksPerEpoch,
    at(k) {
      const places = placesOf(k);
      for (const epoch of new Set(places.map((place) => place.epoch))) requireWhole(epoch);
      const length = Math.max(...places.map(({ epoch, row }) => layoutOf(epoch).lengthOf(row)));
      const batch = paddedBatch(rows, length, layout.documents);
      for (const [i, { epoch, row }] of places.entries()) layoutOf(epoch).write(batch, i, row, epoch);
      return batch;
    },
    samplesAt: (k) => placesOf(k).map(({ epoch, row }) => layoutOf(epoch).samplesOf(row, epoch)),
    epochsAfter: (batches) => (batches * rows * plan.shard.total) / blocksPerEpoch,
  };
}
