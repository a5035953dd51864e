// The samples of a split of the config's data, after its safety checks and hooks.
import { codexError, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { openData } from './load-data.js';
import type { TextSession } from './open-text-session.js';

/**
 * @param limit samples at most; 0 takes all
 * @throws CML6304 where the data has no such split
 */
export async function* readSplit(
  { session, journal, signal }: TextSession,
  split: SplitName,
  limit: number,
): AsyncGenerator<Sample> {
  const { source, pipeline } = await openData(session, journal);
  if (!source.splits.includes(split)) {
    throw codexError('CML6304', { split, splits: source.splits.join(', ') });
  }
  let count = 0;
  for await (const sample of pipeline(source.open(split), split)) {
    signal.throwIfAborted();
    yield sample;
    if (++count === limit) return;
  }
}
