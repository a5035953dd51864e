// From counts to the score: geometric mean of the precisions, times the brevity penalty (Papineni et al. 2002, section 2.3). Smoothing after
// Chen and Cherry 2014: `floor` is their method 1, `add-k` their method 2 and `exponential` their method 3, the one of mteval-v13a.
import type { z } from '@codex-ml/plugin-api';
import type { bleuOptions } from './bleu.options.js';
import type { Counts } from './ngram-counts.js';

export type ScoreOptions = Pick<
  z.output<typeof bleuOptions>,
  'order' | 'smoothing' | 'smoothValue' | 'effectiveOrder'
>;

/** In percent, from 0 to 100; null where there was no text. */
export function scoreOf(counts: Counts, options: ScoreOptions): number | null {
  if (counts.segments === 0) return null;
  // Texts that have nothing in common with their references have no score to smooth.
  if (counts.matches.every((count) => count === 0)) return 0;
  const precisions = precisionsOf(counts, options);
  const order = options.effectiveOrder ? precisions.length : options.order;
  if (precisions.length < order || precisions.includes(0)) return 0;
  const mean = Math.exp(precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / order);
  return 100 * brevityPenalty(counts) * mean;
}

/** By order, as far as the texts are long enough. */
function precisionsOf({ matches, totals }: Counts, { smoothing, smoothValue }: ScoreOptions): number[] {
  const precisions: number[] = [];
  let halvings = 0;
  for (const [i, count] of matches.entries()) {
    const added = smoothing === 'add-k' && i > 0 ? smoothValue : 0;
    const total = (totals[i] ?? 0) + added;
    if (total === 0) break;
    if (count + added > 0) {
      precisions.push((count + added) / total);
      continue;
    }
    if (smoothing === 'exponential') halvings += 1;
    const credit = { none: 0, 'add-k': 0, floor: smoothValue, exponential: 2 ** -halvings }[smoothing];
    precisions.push(credit / total);
  }
  return precisions;
}

/** 1 for texts at least as long as their references; texts that are shorter get less. */
function brevityPenalty({ length, referenceLength }: Counts): number {
  if (length >= referenceLength) return 1;
  return length === 0 ? 0 : Math.exp(1 - referenceLength / length);
}
