// Counts, bytes and a SHA-256 of the samples of a split, in one pass.
import { createHash } from 'node:crypto';
import type { Dataset, Sample } from '@codex-ml/plugin-api';

export interface SampleSummary {
  readonly samples: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Summarise. A stream is hashed as the one text it is, so a single clean file has the hash that `sha256sum` gives.
 * Documents are hashed with their byte length and a colon before each, so that moving text from one to the next shows.
 */
export async function describeSamples(
  batches: AsyncIterable<readonly Sample[]>,
  shape: Dataset['shape'],
): Promise<SampleSummary> {
  const hash = createHash('sha256');
  let count = 0;
  let bytes = 0;
  for await (const samples of batches) {
    for (const { text } of samples) {
      const size = Buffer.byteLength(text);
      if (shape === 'documents') hash.update(`${size}:`);
      hash.update(text);
      count++;
      bytes += size;
    }
  }
  return { samples: count, bytes, sha256: hash.digest('hex') };
}
