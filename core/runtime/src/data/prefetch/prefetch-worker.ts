// The thread that prepares batches: makes the planned ones over the same tokens, and puts them into the ring one after the other.
import { workerData } from 'node:worker_threads';
import { type BatchPlan, createPlannedBatches } from '../batch-plan.js';
import { type RingMemory, RingWriter } from './batch-ring.js';
import { openSharedSplit, type SharedSplit } from './shared-split.js';
import { errorToText } from './thread-errors.js';

/** What the thread is started with. */
export interface PrefetchTask {
  readonly plan: BatchPlan;
  readonly split: SharedSplit;
  readonly ring: RingMemory;
}

const { plan, split, ring } = workerData as PrefetchTask;
const writer = new RingWriter(ring);
try {
  const batches = createPlannedBatches(plan, await openSharedSplit(split));
  writer.run((k) => batches.at(k));
} catch (error) {
  writer.fail(errorToText(error));
}
