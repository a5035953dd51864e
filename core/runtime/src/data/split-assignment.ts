// Which split a sample of a dataset of documents falls into, by a hash of its id or of its text.
import { createHash } from 'node:crypto';
import type { Sample, SplitName } from '@codex-ml/plugin-api';

/** `dataset.split` of the config: shares below 1 are parts of the whole, others are numbers of samples. */
export interface SplitShares {
  readonly validation: number;
  readonly test: number;
  readonly by: 'auto' | 'position' | 'seed' | 'content';
}

export function isCount(share: number): boolean {
  return share >= 1;
}

/** Bounds of the fractions of samples: validation takes those below the first, the test split those below the second. */
export interface SplitBounds {
  readonly validation: number;
  readonly test: number;
}

/** The fraction of a sample, in [0, 1): by its id and the seed, or by its text alone, so that equal texts stay together. */
export function sampleFraction({ id, text }: Sample, by: 'seed' | 'content', seed: number): number {
  return hashFraction(by === 'seed' ? `${seed}\n${id}` : text);
}

export function splitOf(fraction: number, { validation, test }: SplitBounds): SplitName {
  if (fraction < validation) return 'validation';
  return fraction < test ? 'test' : 'train';
}

/** The split a sample belongs to where shares are parts of the whole; by seed, it depends on no other sample. */
export function assignSplit(seed: number, sampleId: string, { validation, test }: SplitShares): SplitName {
  return splitOf(hashFraction(`${seed}\n${sampleId}`), { validation, test: validation + test });
}

/**
 * Bounds under which as many samples fall as are asked for. Samples of one fraction stay together, which by content may make a split
 * larger than asked for by its repeated texts.
 * @param fractions of all samples; sorted in place
 */
export function boundsForCounts(fractions: Float64Array, validation: number, test: number): SplitBounds {
  fractions.sort();
  return { validation: boundAbove(fractions, validation), test: boundAbove(fractions, validation + test) };
}

/** The least bound that has at least `count` of the sorted fractions below it. */
function boundAbove(sorted: Float64Array, count: number): number {
  if (count <= 0) return 0;
  return count >= sorted.length ? 1 : sorted[count - 1]! + 2 ** -48;
}

/** The hash of a text as a fraction, in steps of 2^-48. */
function hashFraction(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUIntBE(0, 6) / 2 ** 48;
}
