// Every optimizer and schedule of this package under the conformance suites, optimizers against plain loops in double precision.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import fixtures from '@codex-ml/optimizers/dist/conformance.js';
import constant from '@codex-ml/optimizers/dist/constant.js';
import cosine from '@codex-ml/optimizers/dist/cosine.js';
import linear from '@codex-ml/optimizers/dist/linear.js';
import sgd from '@codex-ml/optimizers/dist/sgd.js';
import {
  type ConformanceFixtures,
  createTestEngine,
  describeFixtures,
  type ReferenceProblem,
} from '@codex-ml/testkit';

type Trajectory = Record<string, Float64Array>;

/** Adam with decoupled weight decay, as in Loshchilov and Hutter (2019), algorithm 2. */
function adamwReference(
  { parameters, initial, gradients, learningRate: rate }: ReferenceProblem,
  { beta1, beta2, eps, weightDecay }: { beta1: number; beta2: number; eps: number; weightDecay: number },
): Trajectory {
  return Object.fromEntries(
    parameters.map(({ name, decay }) => {
      const values = Float64Array.from(initial[name]!);
      const mean = new Float64Array(values.length);
      const square = new Float64Array(values.length);
      for (const [index, each] of gradients.entries()) {
        const [left1, left2] = [1 - beta1 ** (index + 1), 1 - beta2 ** (index + 1)];
        for (const [i, gradient] of each[name]!.entries()) {
          mean[i] = beta1 * mean[i]! + (1 - beta1) * gradient;
          square[i] = beta2 * square[i]! + (1 - beta2) * gradient * gradient;
          const kept = values[i]! * (1 - (decay ? rate * weightDecay : 0));
          values[i] = kept - (rate * mean[i]) / left1 / (Math.sqrt(square[i] / left2) + eps);
        }
      }
      return [name, values];
    }),
  );
}

/** Heavy-ball momentum with an L2 penalty. */
function sgdReference(
  { parameters, initial, gradients, learningRate: rate }: ReferenceProblem,
  { momentum, nesterov, weightDecay }: { momentum: number; nesterov: boolean; weightDecay: number },
): Trajectory {
  return Object.fromEntries(
    parameters.map(({ name, decay }) => {
      const values = Float64Array.from(initial[name]!);
      const speed = new Float64Array(values.length);
      for (const each of gradients) {
        for (const [i, gradient] of each[name]!.entries()) {
          const slope = gradient + (decay ? weightDecay * values[i]! : 0);
          speed[i] = momentum * speed[i]! + slope;
          values[i]! -= rate * (nesterov ? slope + momentum * speed[i] : speed[i]);
        }
      }
      return [name, values];
    }),
  );
}

describe('optimizers on the wasm engine', () => {
  const { get: engine, close } = createTestEngine(tfjs, { device: 'wasm' });
  after(close);

  describeFixtures(adamw, withReference('adamw', adamwReference), { engine });
  describeFixtures(sgd, withReference('sgd', sgdReference), { engine });
});

for (const plugin of [constant, linear, cosine]) describeFixtures(plugin, fixtures);

/** The fixtures of an optimizer, each with the trajectory that its options lead to. */
function withReference<Options>(
  id: string,
  reference: (problem: ReferenceProblem, options: Options) => Trajectory,
): ConformanceFixtures {
  return fixtures.flatMap((each) =>
    each.kind === 'optimizer' && each.id === id
      ? [{ ...each, reference: (problem: ReferenceProblem) => reference(problem, each.options as Options) }]
      : [],
  );
}
