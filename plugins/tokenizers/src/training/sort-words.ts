// Words in one order, however they were counted.
import type { WordCounts } from './word-counts.js';

/** By UTF-16 units; a word comes before those that begin with it. */
export function sortWords({ units, starts, counts }: WordCounts): WordCounts {
  const order = Uint32Array.from(counts.keys()).sort((a, b) => {
    const [from, other] = [starts[a]!, starts[b]!];
    const [length, otherLength] = [starts[a + 1]! - from, starts[b + 1]! - other];
    for (let i = 0; i < length && i < otherLength; i++) {
      const difference = units[from + i]! - units[other + i]!;
      if (difference !== 0) return difference;
    }
    return length - otherLength;
  });
  const sortedUnits = new Uint16Array(units.length);
  const sortedStarts = new Uint32Array(starts.length);
  const sortedCounts = new Float64Array(counts.length);
  for (const [i, word] of order.entries()) {
    const from = sortedStarts[i]!;
    sortedUnits.set(units.subarray(starts[word], starts[word + 1]), from);
    sortedStarts[i + 1] = from + starts[word + 1]! - starts[word]!;
    sortedCounts[i] = counts[word]!;
  }
  return { units: sortedUnits, starts: sortedStarts, counts: sortedCounts };
}
