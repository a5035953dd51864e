// Shuffled orders: which index stands at which place in which epoch.
import type { RngStream } from '@codex-ml/plugin-api';
import { fillWords } from './create-rng.js';

const WORDS = 2 ** 32;
const CHUNK = 1 << 12;

/**
 * A permutation of 0 .. n - 1, by Fisher-Yates from the fork of `stream` named by the epoch. Any epoch can be asked for
 * at any time; `stream` itself is not consumed. Costs O(n) time and 4n bytes: callers keep the result for the epoch.
 */
export function permutation(stream: RngStream, epoch: number, n: number): Uint32Array {
  const draws = stream.fork(epoch);
  const order = new Uint32Array(n);
  for (let index = 0; index < n; index++) order[index] = index;
  const words = new Uint32Array(Math.min(CHUNK, n));
  let at = words.length;
  for (let last = n - 1; last > 0; last--) {
    // `draws.integer(last + 1)`, of words that are drawn many at a time. Quotients of numbers below 2^33 are exact.
    const bound = last + 1;
    const limit = Math.floor(WORDS / bound) * bound;
    let word: number;
    do {
      if (at === words.length) {
        fillWords(draws, words);
        at = 0;
      }
      word = words[at++]!;
    } while (word >= limit);
    const other = word - Math.floor(word / bound) * bound;
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}
