// Runs real updates on made-up tokens, to see what they take. It knows no data and keeps nothing.
import type { RngStream } from '@codex-ml/plugin-api';
import { batchFeeds, randomFeeds, scalarFeed } from '../programs/batch-feeds.js';
import type { TrainingPrograms } from '../programs/training-programs.js';
import type { Trainer } from '../run/build-trainer.js';

export interface UpdateRequest {
  /** Sequences of each micro-batch; each is as long as the context. */
  readonly rows: number;
  readonly accumulate: number;
  /** Updates after the first, which is not timed. */
  readonly count: number;
  readonly rng: RngStream;
  /** Whether the programs take documents; then each row holds some. */
  readonly documents: boolean;
}

/** Documents of a row. Their number makes no difference to what an update takes. */
const DOCUMENTS = 4;

/** @returns seconds of each update */
export async function runUpdates(
  { model, optimizer }: Trainer,
  programs: TrainingPrograms,
  { rows, accumulate, count, rng, documents }: UpdateRequest,
): Promise<readonly number[]> {
  const { context: length, vocabularySize } = model.shape;
  const size = rows * length;
  const tokens = () => Int32Array.from({ length: size }, () => rng.integer(vocabularySize));
  const seconds: number[] = [];
  for (let step = 1; step <= count + 1; step++) {
    const microBatches = Array.from({ length: accumulate }, (_, i) => {
      const batch = {
        rows,
        length,
        inputs: tokens(),
        targets: tokens(),
        weights: new Float32Array(size).fill(1),
        ...(documents ? { documents: numberDocuments(rows, length) } : {}),
      };
      return {
        ...batchFeeds(batch),
        ...randomFeeds(model.randomInputs, rng, step * accumulate + i, batch),
        scale: scalarFeed(1 / (size * accumulate)),
      };
    });
    const scalars = optimizer.scalars({ step, learningRate: optimizer.learningRate });
    const feeds = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, scalarFeed(value)]),
    );
    const start = performance.now();
    await programs.update(microBatches, feeds);
    if (step > 1) seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}

/** [rows * length], numbered from 1 in each row. */
function numberDocuments(rows: number, length: number): Int32Array {
  return Int32Array.from(
    { length: rows * length },
    (_, i) => 1 + Math.floor(((i % length) * DOCUMENTS) / length),
  );
}
