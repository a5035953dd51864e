// How often each piece is expected to stand in the corpus, over all segmentations of all words: the E step, by forward and backward sums.
import type { PieceLattice } from './piece-lattice.js';

export interface Expectation {
  /** [pieces] expected number of times, at least 0. */
  readonly times: Float64Array;
  /** Natural logarithm of the corpus's probability. */
  readonly logLikelihood: number;
}

/** Words with sums outside of this range, at whatever place, are computed again as logarithms. */
const [LEAST, MOST] = [1e-250, 1e250];

export function expectPieces(lattice: PieceLattice, charactersInCorpus: number, before: number): Expectation {
  const { words, lengths, scores, edges, begins } = lattice;
  const { starts, counts } = words;
  // The weight of each character is raised by the mean, so that products over long words neither vanish nor overflow.
  const raise = -before / Math.max(1, charactersInCorpus);
  const weights = scores.map((score, piece) => Math.exp(score + raise * lengths[piece]!));
  const times = new Float64Array(scores.length);
  let logLikelihood = 0;
  let forward = new Float64Array(64);
  let backward = new Float64Array(64);

  for (let word = 0; word < counts.length; word++) {
    const start = starts[word]!;
    const length = starts[word + 1]! - 1 - start;
    if (length === 0) continue;
    if (length >= forward.length) {
      forward = new Float64Array(2 * length);
      backward = new Float64Array(2 * length);
    }
    forward.fill(0, 0, length + 1);
    forward[0] = 1;
    let least = 1;
    let most = 1;
    for (let at = 0; at < length; at++) {
      const sum = forward[at]!;
      if (sum < least) least = sum;
      else if (sum > most) most = sum;
      for (let i = edges[start + at]!; i < edges[start + at + 1]!; i++) {
        const piece = begins[i]!;
        forward[at + lengths[piece]!]! += sum * weights[piece]!;
      }
    }
    const total = forward[length]!;
    // what comes back is then at most 1 / least
    if (!(Math.min(least, total) > LEAST && Math.max(most, total) < MOST)) {
      logLikelihood += counts[word]! * expectLong(lattice, start, length, counts[word]!, times);
      continue;
    }
    logLikelihood += counts[word]! * (Math.log(total) - raise * length);
    backward[length] = counts[word]! / total;
    for (let at = length - 1; at >= 0; at--) {
      let sum = 0;
      for (let i = edges[start + at]!; i < edges[start + at + 1]!; i++) {
        const piece = begins[i]!;
        const share = weights[piece]! * backward[at + lengths[piece]!]!;
        times[piece]! += forward[at]! * share;
        sum += share;
      }
      backward[at] = sum;
    }
  }
  return { times, logLikelihood };
}

/** One word in logarithms; returns its log probability. */
function expectLong(
  { lengths, scores, edges, begins }: PieceLattice,
  start: number,
  length: number,
  count: number,
  times: Float64Array,
): number {
  const forward = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const backward = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  forward[0] = 0;
  backward[length] = 0;
  for (let at = 0; at < length; at++) {
    for (let i = edges[start + at]!; i < edges[start + at + 1]!; i++) {
      const piece = begins[i]!;
      const to = at + lengths[piece]!;
      forward[to] = addLogs(forward[to]!, forward[at]! + scores[piece]!);
    }
  }
  const total = forward[length]!;
  for (let at = length - 1; at >= 0; at--) {
    for (let i = edges[start + at]!; i < edges[start + at + 1]!; i++) {
      const piece = begins[i]!;
      const tail = scores[piece]! + backward[at + lengths[piece]!]!;
      times[piece]! += count * Math.exp(forward[at]! + tail - total);
      backward[at] = addLogs(backward[at]!, tail);
    }
  }
  return total;
}

function addLogs(a: number, b: number): number {
  const [less, more] = a < b ? [a, b] : [b, a];
  return less === Number.NEGATIVE_INFINITY ? more : more + Math.log1p(Math.exp(less - more));
}
