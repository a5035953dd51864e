// The samples of a split of the config's data, after its safety checks and hooks.
import { codexError, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { emptyTally, type SampleTally } from '../data/index.js';
import type { DataSource } from './load-data.js';
import type { CountText } from './reading-progress.js';

export interface SplitReading {
  /** To be gone through once. */
  readonly samples: AsyncIterable<Sample>;
  /** What checks and hooks did, complete when the samples are. */
  readonly tally: SampleTally;
}

/** @throws CML6304 where the data has no such split; from the samples, the signal's reason when aborted */
export function readDataSplit(data: DataSource, split: SplitName, signal: AbortSignal): SplitReading {
  const { source, pipeline, journal } = data;
  if (!source.splits.includes(split)) {
    throw codexError('CML6304', { split, splits: source.splits.join(', ') });
  }
  const tally = emptyTally();
  const count = journal.progress(`${split} split`);
  return { samples: watched(pipeline(source.open(split), split, tally), signal, count), tally };
}

async function* watched(
  samples: AsyncIterable<Sample>,
  signal: AbortSignal,
  count: CountText,
): AsyncGenerator<Sample> {
  for await (const sample of samples) {
    signal.throwIfAborted();
    count(Buffer.byteLength(sample.text, 'utf8'));
    yield sample;
  }
}
