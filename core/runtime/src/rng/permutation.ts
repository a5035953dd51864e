// Shuffled orders: which index stands at which place in which epoch.
import type { RngStream } from '@codex-ml/plugin-api';

/**
 * A permutation of 0 .. n - 1, by Fisher-Yates from the fork of `stream` named by the epoch. Any epoch can be asked for
 * at any time; `stream` itself is not consumed. Costs O(n) time and 4n bytes: callers keep the result for the epoch.
 */
export function permutation(stream: RngStream, epoch: number, n: number): Uint32Array {
  const draws = stream.fork(epoch);
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = draws.integer(last + 1);
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}
