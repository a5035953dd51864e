// What the conformance suite of metrics needs to know: answers worked out by hand. For `codex-ml plugins validate`, and for the tests.
import type { TokenObservation } from '@codex-ml/plugin-api';

/** A batch of scored tokens, of which only losses and weights matter here. */
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

const oneToTen = observe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

export default [
  {
    kind: 'metric',
    id: 'loss-quantile',
    title: 'the median',
    options: { quantile: 0.5, accuracy: 0.001 },
    known: [
      { name: 'ten losses from 1 to 10', observations: [oneToTen], value: 5 },
      {
        name: 'three tokens, one of them three times as heavy',
        observations: [observe([1, 2, 9], [1, 1, 3])],
        value: 9,
      },
      { name: 'a model that is always right', observations: [observe([0, 0, 0])], value: 0 },
      { name: 'padding alone', observations: [observe([4, 5], [0, 0])], value: null },
    ],
    // What the option `accuracy` promises.
    tolerance: 0.001,
  },
  {
    kind: 'metric',
    id: 'loss-quantile',
    title: 'with its defaults',
    known: [{ name: 'ten losses from 1 to 10', observations: [oneToTen], value: 10 }],
    tolerance: 0.01,
  },
] as const;
