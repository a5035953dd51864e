// A sketch of a distribution: weights by logarithmic bucket. Quantiles come back with a bounded relative error, and sketches of
// parts add up to the sketch of the whole (Masson, Rim and Lee 2019, "DDSketch", section 2).

/** Plain JSON. A type, not an interface: only a type is assignable to JsonValue, which the state of a metric must be. */
export type Sketch = {
  /** Weight of values too small for a bucket. */
  readonly tiny: number;
  /** Weight by index of the bucket; bucket i holds the values in (g^(i-1), g^i], with g = (1 + accuracy) / (1 - accuracy). */
  readonly buckets: Readonly<Record<string, number>>;
};

export const EMPTY: Sketch = Object.freeze({ tiny: 0, buckets: Object.freeze({}) });

/** Below this a value counts as 0: a loss of 1e-9 nats is a probability of 0.999999999. */
const SMALLEST = 1e-9;

/** Add the values whose weight is not 0. The two arrays are of one length. */
export function addValues(
  { tiny, buckets }: Sketch,
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  accuracy: number,
): Sketch {
  const width = Math.log(growth(accuracy));
  const sums: Record<string, number> = { ...buckets };
  let small = tiny;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const weight = weights[i] ?? 0;
    if (weight === 0) continue;
    if (value < SMALLEST) {
      small += weight;
      continue;
    }
    const bucket = Math.ceil(Math.log(value) / width);
    sums[bucket] = (sums[bucket] ?? 0) + weight;
  }
  return { tiny: small, buckets: sums };
}

/** The sketch of what both have seen, which must have been made with the same accuracy. */
export function mergeSketches(a: Sketch, b: Sketch): Sketch {
  const buckets: Record<string, number> = { ...a.buckets };
  for (const [bucket, weight] of Object.entries(b.buckets)) buckets[bucket] = (buckets[bucket] ?? 0) + weight;
  return { tiny: a.tiny + b.tiny, buckets };
}

/**
 * The smallest value that at least the share `quantile` of the weight does not exceed, to within `accuracy` of itself; null
 * where nothing was seen.
 */
export function quantileOf({ tiny, buckets }: Sketch, quantile: number, accuracy: number): number | null {
  const ordered = Object.entries(buckets)
    .map(([bucket, weight]): [number, number] => [Number(bucket), weight])
    .sort(([a], [b]) => a - b);
  const total = ordered.reduce((sum, [, weight]) => sum + weight, tiny);
  if (total === 0) return null;
  const wanted = quantile * total;
  let seen = tiny;
  if (seen >= wanted) return 0;
  let last = 0;
  for (const [bucket, weight] of ordered) {
    last = bucket;
    seen += weight;
    if (seen >= wanted) break;
  }
  // The value whose distance to both ends of the bucket is the same share of each.
  const g = growth(accuracy);
  return (2 * g ** last) / (g + 1);
}

/** Ratio of the two ends of a bucket. */
function growth(accuracy: number): number {
  return (1 + accuracy) / (1 - accuracy);
}
