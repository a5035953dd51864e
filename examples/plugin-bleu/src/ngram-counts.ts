// What BLEU has to know of a corpus: n-grams that match, n-grams there are, and lengths. Counts of parts add up to those of the whole.

/** Plain JSON. A type, not an interface: only a type is assignable to JsonValue, which the state of a metric must be. */
export type Counts = {
  /** By order, from 1: n-grams of the texts that also occur in a reference, each at most as often as there. */
  readonly matches: readonly number[];
  /** By order, from 1: n-grams of the texts. */
  readonly totals: readonly number[];
  /** Words of all texts. */
  readonly length: number;
  /** Words of the reference of each text that is nearest in length; of two that are, the shorter one. */
  readonly referenceLength: number;
  readonly segments: number;
};

export function emptyCounts(order: number): Counts {
  const zeros = Array.from({ length: order }, () => 0);
  return { matches: zeros, totals: zeros, length: 0, referenceLength: 0, segments: 0 };
}

export function mergeCounts(a: Counts, b: Counts): Counts {
  return {
    matches: a.matches.map((count, i) => count + (b.matches[i] ?? 0)),
    totals: a.totals.map((count, i) => count + (b.totals[i] ?? 0)),
    length: a.length + b.length,
    referenceLength: a.referenceLength + b.referenceLength,
    segments: a.segments + b.segments,
  };
}

/** Add one text with its references, all cut into words. */
export function addSegment(
  counts: Counts,
  words: readonly string[],
  references: readonly (readonly string[])[],
): Counts {
  const segment = counts.totals.map((_, i) => {
    const order = i + 1;
    const limits = new Map<string, number>();
    for (const reference of references) {
      for (const [gram, count] of ngramsOf(reference, order)) {
        limits.set(gram, Math.max(count, limits.get(gram) ?? 0));
      }
    }
    let matches = 0;
    for (const [gram, count] of ngramsOf(words, order)) matches += Math.min(count, limits.get(gram) ?? 0);
    return { matches, total: Math.max(0, words.length - i) };
  });
  return mergeCounts(counts, {
    matches: segment.map(({ matches }) => matches),
    totals: segment.map(({ total }) => total),
    length: words.length,
    referenceLength: nearestLength(words.length, references),
    segments: 1,
  });
}

function ngramsOf(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= words.length; i++) {
    // Words hold no spaces.
    const gram = words.slice(i, i + order).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length);
  return lengths.reduce((best, each) => {
    const [near, far] = [Math.abs(each - length), Math.abs(best - length)];
    return near < far || (near === far && each < best) ? each : best;
  });
}
