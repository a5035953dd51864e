// What the batches of a training split follow from, as plain data, so that another thread can make the same ones.
import { createRng } from '../rng/create-rng.js';
import type { OrderPlan } from './order/row-order.js';
import type { Packing } from './packing/packing.js';
import type { SplitData } from './split-data.js';
import { createTrainingBatches, type PackedSplit, type TrainingBatches } from './training-batches.js';

export interface BatchPlan {
  /** Tokens per row. */
  readonly context: number;
  /** Rows per batch. */
  readonly batch: number;
  /** Root seed of the run. */
  readonly seed: number;
  /** Path of the stream that orders and shifts draw from. */
  readonly stream: string;
  /** How samples fill rows; its arrays are in shared memory. */
  readonly packing: Packing;
  /** Whether the block boundaries of a stream move from epoch to epoch. */
  readonly shift: boolean;
  readonly order: OrderPlan;
  /** Places of an epoch, where epochs do not have equally many rows. Default: the rows of the split. */
  readonly rowsPerEpoch?: number | undefined;
}

/**
 * The batches of a plan. Equal plans and equal data give batches that are equal to the bit.
 * @param ofEpoch what an epoch is made of, where each has tokens of its own; default: the data
 */
export function createPlannedBatches(
  plan: BatchPlan,
  data: SplitData,
  ofEpoch?: (epoch: number) => PackedSplit,
): TrainingBatches {
  const { context, batch, packing, shift, order, rowsPerEpoch } = plan;
  return createTrainingBatches({
    ...data,
    context,
    batch,
    packing,
    shift,
    order,
    rowsPerEpoch,
    ofEpoch,
    stream: createRng(plan.seed, plan.stream),
  });
}
