// What the checkpoints of a run take: how many there may be, bytes on disk, and how long one takes to save, tried in another folder.
import type { RunConfig } from '@codex-ml/config';
import { saveCheckpoint } from '../checkpoint/index.js';
import { evaluationSteps } from './plan-evaluations.js';

/** Bytes of the checkpoint that is saved on trial. */
const TRIAL_BYTES = 16e6;

/**
 * Checkpoints that a run may save: the regular ones, the last, and one for each evaluation, as each may be the best so far.
 * @param evaluates whether the run has a validation split
 */
export function countCheckpoints(train: RunConfig['train'], evaluates: boolean): number {
  const { steps, checkpointEvery } = train;
  const regular = checkpointEvery === 0 ? 0 : Math.floor(steps / checkpointEvery);
  const saved = new Set([
    ...Array.from({ length: regular }, (_, i) => (i + 1) * checkpointEvery),
    ...(evaluates ? evaluationSteps(train).filter((step) => step > 0) : []),
    steps,
  ]);
  return saved.size;
}

/** Checkpoints that are on disk together at most: those kept, the best, the last, and one that is being written. */
export function mostOnDisk(count: number, { keepCheckpoints }: RunConfig['train']): number {
  return Math.min(count, keepCheckpoints + 3);
}

/**
 * Seconds for saving a checkpoint of so many bytes, from one of at most `TRIAL_BYTES`.
 * @param folder for the trial; it stays there
 */
export async function timeCheckpoint(folder: string, bytes: number, now: () => Date): Promise<number> {
  const tried = Math.min(bytes, TRIAL_BYTES);
  const data = new Float32Array(Math.ceil(tried / 8)).fill(1);
  const array = { dtype: 'float32' as const, shape: [data.length], data };
  const start = performance.now();
  await saveCheckpoint({
    folder,
    step: 0,
    tensors: { model: { trial: array }, optimizer: { trial: array } },
    state: {},
    best: false,
    keep: 1,
    now,
  });
  return ((performance.now() - start) / 1000) * Math.max(1, bytes / TRIAL_BYTES);
}
