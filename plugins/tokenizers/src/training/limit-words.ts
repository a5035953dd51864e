// The most frequent words of a corpus, for trainers whose memory grows with every word.
import type { WordCounts } from './word-counts.js';

export interface LimitedWords {
  readonly words: WordCounts;
  /** Distinct words that were left out. */
  readonly left: number;
  /** How often those stand in the corpus, together. */
  readonly occurrences: number;
}

/**
 * Words with at most so many UTF-16 units together, in the order they have: the most frequent ones, of equally frequent ones the first,
 * up to the first that does not fit.
 */
export function limitWords(words: WordCounts, most: number): LimitedWords {
  const { units, starts, counts } = words;
  if (units.length <= most) return { words, left: 0, occurrences: 0 };
  const ranked = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  let total = 0;
  let kept = 0;
  for (; kept < ranked.length; kept++) {
    const word = ranked[kept]!;
    total += starts[word + 1]! - starts[word]!;
    if (total > most) break;
  }
  const order = ranked.slice(0, kept).sort();
  const keptStarts = new Uint32Array(kept + 1);
  for (const [i, word] of order.entries())
    keptStarts[i + 1] = keptStarts[i]! + starts[word + 1]! - starts[word]!;
  const keptUnits = new Uint16Array(keptStarts[kept]!);
  for (const [i, word] of order.entries())
    keptUnits.set(units.subarray(starts[word], starts[word + 1]), keptStarts[i]);
  return {
    words: {
      units: keptUnits,
      starts: keptStarts,
      counts: Float64Array.from(order, (word) => counts[word]!),
    },
    left: counts.length - kept,
    occurrences: ranked.subarray(kept).reduce((sum, word) => sum + counts[word]!, 0),
  };
}
