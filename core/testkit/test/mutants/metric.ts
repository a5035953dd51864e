// A sound metric, the weighted mean of the negative log likelihood, and wrong ones.
import {
  defineMetric,
  defineOptions,
  type JsonValue,
  type Metric,
  type TokenObservation,
  z,
} from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

interface Sums extends Record<string, JsonValue> {
  sum: number;
  weight: number;
}

const options = defineOptions({ scale: z.number().default(1).describe('factor on the value') });

const sound: Metric<Sums> = {
  consumes: 'tokens',
  better: 'lower',
  initial: () => ({ sum: 0, weight: 0 }),
  update: (state, observation) => {
    const { nll, weights } = observation as TokenObservation;
    let { sum, weight } = state;
    for (const [i, value] of nll.entries()) {
      if (weights[i] === 0) continue;
      sum += value * weights[i]!;
      weight += weights[i]!;
    }
    return { sum, weight };
  },
  merge: (a, b) => ({ sum: a.sum + b.sum, weight: a.weight + b.weight }),
  value: ({ sum, weight }) => (weight === 0 ? null : sum / weight),
};

const observation: TokenObservation = {
  kind: 'tokens',
  rows: 1,
  length: 3,
  nll: Float32Array.of(1, 2, 9),
  targets: Int32Array.of(0, 1, -100),
  predictions: Int32Array.of(0, 0, 0),
  weights: Float32Array.of(1, 1, 0),
  bytes: Int32Array.of(1, 1, 0),
};

const checksFor =
  (flaw: Partial<Metric<Sums>>, schema = options) =>
  () =>
    conformance.metric({
      plugin: defineMetric({
        id: 'mean-nll',
        apiVersion: '^1.0',
        options: schema,
        create: (): Metric<Sums> => ({ ...sound, ...flaw }),
      }),
      known: [{ name: 'nll 1 and 2, and padding', observations: [observation], value: 1.5 }],
    });

export function metricMutation(): MutationTest {
  return {
    kind: 'metrics',
    sound: checksFor({}),
    mutants: [
      {
        flaw: 'has an option without documentation',
        caughtBy: 'documents every option',
        checks: checksFor({}, defineOptions({ scale: z.number().default(1) })),
      },
      {
        flaw: 'takes options it does not know',
        caughtBy: 'refuses an option that it does not know',
        checks: checksFor({}, z.looseObject(options.shape)),
      },
      {
        flaw: 'returns 0 where nothing was seen',
        caughtBy: 'has no value where nothing was seen',
        checks: checksFor({ value: ({ sum, weight }) => (weight === 0 ? 0 : sum / weight) }),
      },
      {
        flaw: 'returns the sum instead of the mean',
        caughtBy: 'gives the known answer for nll 1 and 2, and padding',
        checks: checksFor({ value: ({ sum, weight }) => (weight === 0 ? null : sum) }),
      },
      {
        flaw: 'divides by the nothing it has seen',
        caughtBy: 'invents nothing for an observation without content',
        checks: checksFor({
          update: (state, seen) => ({
            ...sound.update(state, seen),
            updates: Number(state['updates'] ?? 0) + 1,
          }),
          value: (state) => (state['updates'] === undefined ? null : state.sum / state.weight),
        }),
      },
      {
        flaw: 'counts an observation of nothing as one of 0',
        caughtBy: 'invents nothing for an observation without content',
        checks: checksFor({
          update: (state, seen) => {
            const next = sound.update(state, seen);
            return next.weight === state.weight ? { ...next, weight: next.weight + 1 } : next;
          },
        }),
      },
      {
        flaw: 'merges means without their weights',
        caughtBy: 'gives the same value however the observations are split and merged',
        checks: checksFor({
          merge: (a, b) => ({ sum: a.sum / (a.weight || 1) + b.sum / (b.weight || 1), weight: 2 }),
        }),
      },
      {
        flaw: 'forgets the right side where both sides saw something',
        caughtBy: 'gives the same value in whatever order parts are merged',
        checks: checksFor({ merge: (a, b) => (a.weight === 0 ? b : a) }),
      },
      {
        flaw: 'keeps a typed array in its state',
        caughtBy: 'keeps its state in plain JSON',
        checks: checksFor({
          update: (state, seen) => ({
            ...sound.update(state, seen),
            last: (seen as TokenObservation).nll as unknown as JsonValue,
          }),
        }),
      },
      {
        flaw: 'writes into the observation',
        caughtBy: 'changes neither its arguments nor what it returned before',
        checks: checksFor({
          update: (state, seen) => {
            const next = sound.update(state, seen);
            (seen as TokenObservation).nll.fill(0);
            return next;
          },
        }),
      },
      {
        flaw: 'counts padding',
        caughtBy: 'leaves out tokens of weight 0',
        checks: checksFor({
          update: (state, seen) => {
            const { nll } = seen as TokenObservation;
            return { sum: state.sum + nll.reduce((a, b) => a + b, 0), weight: state.weight + nll.length };
          },
        }),
      },
    ],
  };
}
