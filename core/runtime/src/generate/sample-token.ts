// Choosing the next token from logits. Pure: the random number is an argument.

export interface SamplingOptions {
  /** Logits are divided by it; 0 takes the most likely token. */
  readonly temperature: number;
  /** Keep the k most likely tokens; 0 keeps all. */
  readonly topK: number;
  /** Nucleus sampling (Holtzman et al. 2020): keep the fewest tokens whose probability reaches p; 1 keeps all. */
  readonly topP: number;
}

/**
 * @param logits one row, [vocabularySize]
 * @param uniform in [0, 1)
 * @returns a token id; among equal logits lower ids come first
 */
export function sampleToken(logits: Float32Array, options: SamplingOptions, uniform: number): number {
  if (options.temperature === 0) return argMax(logits);
  const candidates = candidateIds(logits, options);
  const weights = softmaxWeights(logits, candidates, options.temperature);
  const kept = options.topP < 1 ? nucleusSize(weights, options.topP) : candidates.length;
  let total = 0;
  for (let i = 0; i < kept; i++) total += weights[i]!;
  let remaining = uniform * total;
  for (let i = 0; i < kept; i++) {
    remaining -= weights[i]!;
    if (remaining < 0) return candidates[i]!;
  }
  return candidates[kept - 1]!;
}

function argMax(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id;
  return best;
}

/** All ids, in order of falling logit where a filter needs the order. */
function candidateIds(logits: Float32Array, { topK, topP }: SamplingOptions): Int32Array {
  const ids = Int32Array.from(logits, (_, id) => id);
  const filtersByCount = topK > 0 && topK < ids.length;
  if (!filtersByCount && topP >= 1) return ids;
  ids.sort((a, b) => logits[b]! - logits[a]! || a - b);
  return filtersByCount ? ids.subarray(0, topK) : ids;
}

/** exp((logit - max) / temperature), unnormalised, in double precision. */
function softmaxWeights(logits: Float32Array, ids: Int32Array, temperature: number): Float64Array {
  let max = Number.NEGATIVE_INFINITY;
  for (const id of ids) max = Math.max(max, logits[id]!);
  return Float64Array.from(ids, (id) => Math.exp((logits[id]! - max) / temperature));
}

/** Number of leading weights whose share of the sum reaches `p`; at least 1. */
function nucleusSize(weights: Float64Array, p: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    if (sum >= p * total) return i + 1;
  }
  return weights.length;
}
