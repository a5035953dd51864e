// Training batches that another thread has ready before they are asked for. They are equal to the bit to those made in place, which is
// what happens until the thread has started, where batches are not asked for in turn, and should it ever die.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type BatchPlan, createPlannedBatches } from '../batch-plan.js';
import type { SplitData } from '../split-data.js';
import type { TrainingBatches } from '../training-batches.js';
import { createRingMemory, RingReader, STATE } from './batch-ring.js';
import type { PrefetchTask } from './prefetch-worker.js';
import { shareSplit } from './shared-split.js';
import { errorFromText } from './thread-errors.js';

export interface PrefetchOptions {
  readonly plan: BatchPlan;
  readonly data: SplitData;
  /** Batches that are kept ready, at least 1. */
  readonly depth: number;
  /** Number of the batch that will be asked for first. */
  readonly first: number;
  /** The thread has ended although nobody stopped it; batches are made in place from now on. */
  readonly onLost: (problem: string) => void;
  /** Longest wait for a batch, in milliseconds, before it is made in place. Default 10,000. */
  readonly patienceMs?: number | undefined;
}

export interface PrefetchedBatches extends TrainingBatches {
  /** Resolves when the thread is ready to prepare batches, or has failed to. Nobody has to wait for it. */
  whenStarted(): Promise<void>;
  /** Ends the thread. */
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;
/** Longest wait for the thread to end by itself. */
const END_MS = 1000;

/** @throws what making the batches of the plan throws */
export function prefetchBatches(options: PrefetchOptions): PrefetchedBatches {
  const { plan, data, depth, first, onLost, patienceMs = PATIENCE_MS } = options;
  const inPlace = createPlannedBatches(plan, data);
  const ring = createRingMemory(depth, plan.batch * plan.context);
  const reader = new RingReader(ring);
  const task: PrefetchTask = { plan, split: shareSplit(data), ring };
  const worker = new Worker(new URL('./prefetch-worker.js', import.meta.url), {
    workerData: task,
    name: 'codex-ml batches',
    // Options of the main thread, such as profiling, are not for this one.
    execArgv: [],
  });
  worker.unref();
  let closed = false;
  let lost = false;
  const lose = (problem: string) => {
    if (lost || closed) return;
    lost = true;
    onLost(problem);
  };
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      if (reader.state !== STATE.failed) lose(`it ended with code ${code}`);
      resolve();
    });
  });
  worker.on('error', (error) => lose(error instanceof Error ? error.message : String(error)));
  let expected = first;
  reader.seek(first);

  return {
    ...inPlace,
    async whenStarted() {
      while (reader.state === STATE.starting && !lost && !closed) await sleep(1);
    },
    at(k) {
      if (lost || closed) return inPlace.at(k);
      if (reader.state === STATE.starting || k !== expected) {
        expected = k + 1;
        reader.seek(expected);
        return inPlace.at(k);
      }
      expected = k + 1;
      const batch = reader.take(k, patienceMs);
      if (batch !== undefined) return batch;
      if (reader.state === STATE.failed) throw errorFromText(reader.message(), k);
      lose(`no batch came within ${patienceMs / 1000} seconds`);
      return inPlace.at(k);
    },
    async close() {
      if (closed) return;
      closed = true;
      reader.stop();
      const timer = setTimeout(() => void worker.terminate(), END_MS);
      // Its end is waited for, so the process must not end before.
      worker.ref();
      await ended;
      clearTimeout(timer);
    },
  };
}
