// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package: answers worked out by hand.
import type { TokenObservation } from '@codex-ml/plugin-api';

export interface ScoredToken {
  readonly nll: number;
  readonly weight?: number;
  readonly bytes?: number;
  readonly target?: number;
  readonly prediction?: number;
}

/** An observation of one row, from the few numbers that matter. */
export function observe(tokens: readonly ScoredToken[]): TokenObservation {
  return {
    kind: 'tokens',
    rows: 1,
    length: tokens.length,
    nll: Float32Array.from(tokens, (token) => token.nll),
    weights: Float32Array.from(tokens, (token) => token.weight ?? 1),
    bytes: Int32Array.from(tokens, (token) => token.bytes ?? 1),
    targets: Int32Array.from(tokens, (token) => token.target ?? 0),
    predictions: Int32Array.from(tokens, (token) => token.prediction ?? 0),
  };
}

const LN4 = Math.log(4);
const padding = { name: 'padding alone', observations: [observe([{ nll: 1, weight: 0 }])], value: null };

export default [
  {
    kind: 'metric',
    id: 'perplexity',
    known: [
      {
        name: 'a uniform guess over 4 tokens',
        observations: [observe([{ nll: LN4 }, { nll: LN4 }])],
        value: 4,
      },
      {
        name: 'probabilities 1/2 and 1/8, whose geometric mean is 1/4',
        observations: [observe([{ nll: Math.log(2) }]), observe([{ nll: Math.log(8) }])],
        value: 4,
      },
      padding,
    ],
    // nll arrives in float32.
    tolerance: 1e-6,
  },
  {
    kind: 'metric',
    id: 'bits-per-byte',
    known: [
      {
        name: '2 bits for 1 byte and 2 bits for 3 bytes',
        observations: [
          observe([
            { nll: LN4, bytes: 1 },
            { nll: LN4, bytes: 3 },
          ]),
        ],
        value: 1,
      },
      padding,
    ],
    tolerance: 1e-6,
  },
  {
    kind: 'metric',
    id: 'token-accuracy',
    known: [
      {
        name: '2 of 3 right, and a fourth that is padding',
        observations: [
          observe([
            { nll: 0, target: 5, prediction: 5 },
            { nll: 0, target: 2, prediction: 5 },
            { nll: 0, target: 1, prediction: 1 },
            { nll: 0, target: 3, prediction: 3, weight: 0 },
          ]),
        ],
        value: 2 / 3,
      },
      padding,
    ],
  },
] as const;
