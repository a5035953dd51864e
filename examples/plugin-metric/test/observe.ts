// A batch of scored tokens, of which only losses and weights matter here.
import type { TokenObservation } from '@codex-ml/plugin-api';

export function observe(
  losses: readonly number[],
  weights: readonly number[] = losses.map(() => 1),
): TokenObservation {
  const { length } = losses;
  return {
    kind: 'tokens',
    rows: 1,
    length,
    nll: Float32Array.from(losses),
    weights: Float32Array.from(weights),
    targets: new Int32Array(length),
    predictions: new Int32Array(length),
    bytes: new Int32Array(length).fill(1),
  };
}
