// The samples of a split of the config's data, after its safety checks and hooks.
import { codexError, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { emptyTally, type SampleTally } from '../data/index.js';
import type { DataSource } from './load-data.js';

export interface SplitReading {
  /** To be gone through once. */
  readonly samples: AsyncIterable<Sample>;
  /** What checks and hooks did, complete when the samples are. */
  readonly tally: SampleTally;
}

/** @throws CML6304 where the data has no such split; from the samples, the signal's reason when aborted */
export function readDataSplit(data: DataSource, split: SplitName, signal: AbortSignal): SplitReading {
  const { source, pipeline } = data;
  if (!source.splits.includes(split)) {
    throw codexError('CML6304', { split, splits: source.splits.join(', ') });
  }
  const tally = emptyTally();
  return { samples: untilAborted(pipeline(source.open(split), split, tally), signal), tally };
}

async function* untilAborted(samples: AsyncIterable<Sample>, signal: AbortSignal): AsyncGenerator<Sample> {
  for await (const sample of samples) {
    signal.throwIfAborted();
    yield sample;
  }
}
