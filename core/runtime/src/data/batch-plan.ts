// What the batches of a training split follow from, as plain data, so that another thread can make the same ones.
import { createRng } from '../rng/create-rng.js';
import type { OrderPlan } from './order/row-order.js';
import type { Packing } from './packing/packing.js';
import type { SplitData } from './split-data.js';
import { createTrainingBatches, type TrainingBatches } from './training-batches.js';

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
}

/** The batches of a plan. Equal plans and equal data give batches that are equal to the bit. */
export function createPlannedBatches(plan: BatchPlan, data: SplitData): TrainingBatches {
  const { context, batch, packing, shift, order } = plan;
  return createTrainingBatches({
    ...data,
    context,
    batch,
    packing,
    shift,
    order,
    stream: createRng(plan.seed, plan.stream),
  });
}
