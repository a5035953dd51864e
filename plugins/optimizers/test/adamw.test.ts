import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { CodexError, Engine, Optimizer, Parameter } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { expectPath, expectPosition } from './expect-path.js';
import { ADAMW } from './golden-trajectories.js';
import { contextFor, descend, makeEngine, quadraticGradient, START, startParameter } from './quadratic.js';

type Options = Parameters<typeof adamw.create>[0]['options'];

const OPTIONS: Options = { lr: 0.1, beta1: 0.9, beta2: 0.95, eps: 1e-8, weightDecay: 0.1 };

async function make(engine: Engine, parameters: readonly Parameter[], options = OPTIONS): Promise<Optimizer> {
  return adamw.create({ options, ctx: contextFor('std/adamw'), tf: engine.tf, parameters });
}

/** The textbook form in double precision, with bias-corrected means. */
function reference({ lr, beta1, beta2, eps, weightDecay }: Options, steps: number): number[][] {
  const path: number[][] = [];
  let p = START;
  const m = p.map(() => 0);
  const v = p.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    const gradient = quadraticGradient(p);
    p = p.map((x, i) => {
      const g = gradient[i]!;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      const mHat = m[i] / (1 - beta1 ** t);
      const vHat = v[i] / (1 - beta2 ** t);
      return x - lr * weightDecay * x - (lr * mHat) / (Math.sqrt(vHat) + eps);
    });
    path.push(p);
  }
  return path;
}

for (const device of ['cpu', 'wasm'] as const) {
  describe(`adamw on ${device}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await makeEngine(device);
    });

    it('follows the published trajectory', async () => {
      const parameter = startParameter(engine);
      const path = await descend(engine, parameter, await make(engine, [parameter]), 10);
      expectPath(path, ADAMW);
    });

    it('follows the textbook form in double precision for any options', async () => {
      const options = fc.record({
        lr: fc.double({ min: 1e-4, max: 0.2, noNaN: true }),
        beta1: fc.double({ min: 0, max: 0.95, noNaN: true }),
        beta2: fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        eps: fc.double({ min: 1e-8, max: 1e-3, noNaN: true }),
        weightDecay: fc.double({ min: 0, max: 0.5, noNaN: true }),
      });
      await fc.assert(
        fc.asyncProperty(options, async (drawn) => {
          const parameter = startParameter(engine);
          const path = await descend(engine, parameter, await make(engine, [parameter], drawn), 10);
          const expected = reference(drawn, 10);
          path.forEach((position, i) => {
            expectPosition(position, expected[i]!);
          });
        }),
        { numRuns: 30, seed: 1 },
      );
    });

    it('decays only parameters with decay', async () => {
      const parameter = startParameter(engine, { decay: false });
      const path = await descend(engine, parameter, await make(engine, [parameter]), 5);
      const expected = reference({ ...OPTIONS, weightDecay: 0 }, 5);
      path.forEach((position, i) => {
        expectPosition(position, expected[i]!);
      });
    });

    it('leaves frozen parameters alone and gives them no state', async () => {
      const frozen = startParameter(engine, { name: 'frozen', trainable: false });
      const moving = startParameter(engine, { name: 'moving' });
      const optimizer = await make(engine, [frozen, moving]);
      expect(optimizer.state.map(({ name }) => name)).to.deep.equal(['adamw.m/moving', 'adamw.v/moving']);
      await descend(engine, moving, optimizer, 3);
      expect([...(await engine.read(frozen.variable))]).to.deep.equal(START);
    });

    it('continues from restored state as if it had not stopped', async () => {
      const straight = startParameter(engine);
      const expected = await descend(engine, straight, await make(engine, [straight]), 6);

      const stopped = startParameter(engine);
      const before = await make(engine, [stopped]);
      await descend(engine, stopped, before, 4);
      const resumed = startParameter(engine);
      const after = await make(engine, [resumed]);
      await engine.write(resumed.variable, await engine.read(stopped.variable));
      for (const [i, { variable }] of after.state.entries()) {
        await engine.write(variable, await engine.read(before.state[i]!.variable));
      }
      expect(await descend(engine, resumed, after, 2, 5)).to.deep.equal(expected.slice(4));
    });

    it('assigns in place: an update adds no tensors and keeps the variables', async () => {
      const parameter = startParameter(engine);
      const optimizer = await make(engine, [parameter]);
      const variables = [parameter.variable, ...optimizer.state.map(({ variable }) => variable)];
      await descend(engine, parameter, optimizer, 1);
      const before = { ...engine.memory(), ids: engine.tf.backend().numDataIds() };
      await descend(engine, parameter, optimizer, 5);
      expect({ ...engine.memory(), ids: engine.tf.backend().numDataIds() }).to.deep.equal(before);
      expect(variables.some(({ isDisposed }) => isDisposed)).to.equal(false);
    });

    it('takes at most 13 kernels for a parameter', async () => {
      const { tf } = engine;
      const parameter = startParameter(engine);
      const optimizer = await make(engine, [parameter]);
      const scalars = Object.fromEntries(
        Object.entries(optimizer.scalars({ step: 1, learningRate: 0.1 })).map(([name, value]) => [
          name,
          tf.scalar(value),
        ]),
      );
      const gradient = tf.ones([3]);
      const { kernels } = await tf.profile(() => {
        optimizer.update({ p: gradient }, scalars);
        return gradient;
      });
      expect(kernels.length).to.be.within(5, 13);
    });

    it('refuses a missing gradient and one of another shape, naming the parameter', async () => {
      const { tf } = engine;
      const parameter = startParameter(engine);
      const optimizer = await make(engine, [parameter]);
      const scalars = { stepSize: tf.scalar(1), epsilon: tf.scalar(1), keep: tf.scalar(1) };
      const titleOf = (gradients: Parameters<Optimizer['update']>[0]) => {
        try {
          optimizer.update(gradients, scalars);
          return 'no error';
        } catch (error) {
          return (error as CodexError).title;
        }
      };
      const expected = 'optimizer `std/adamw`, parameter `p`: expected a gradient [3], received';
      expect(titleOf({})).to.equal(`${expected} none`);
      expect(titleOf({ p: tf.ones([1]) })).to.equal(`${expected} [1]`);
    });
  });
}

describe('the scalars of adamw', () => {
  it('are those of the step in double precision, under the same keys at every step', async () => {
    const engine = await makeEngine('cpu');
    const optimizer = await make(engine, [startParameter(engine)], { ...OPTIONS, beta2: 0.999, eps: 1e-6 });
    expect(optimizer.learningRate).to.equal(0.1);
    expect(optimizer.scalars({ step: 3, learningRate: 0.02 })).to.deep.equal({
      stepSize: (0.02 * Math.sqrt(1 - 0.999 ** 3)) / (1 - 0.9 ** 3),
      epsilon: 1e-6 * Math.sqrt(1 - 0.999 ** 3),
      keep: 1 - 0.02 * 0.1,
    });
    const keys = Object.keys(optimizer.scalars({ step: 1, learningRate: 0 }));
    expect(Object.keys(optimizer.scalars({ step: 1e6, learningRate: 1 }))).to.deep.equal(keys);
  });
});

describe('the options of adamw', () => {
  it('have the defaults of the paper and refuse what cannot work', () => {
    expect(adamw.options.parse({})).to.deep.equal({
      ...{ lr: 1e-3, beta1: 0.9, beta2: 0.999 },
      ...{ eps: 1e-8, weightDecay: 0.01 },
    });
    for (const wrong of [
      { lr: 0 },
      { beta1: 1 },
      { beta2: -0.1 },
      { eps: 0 },
      { weightDecay: -1 },
      { decay: 1 },
    ]) {
      expect(adamw.options.safeParse(wrong).success, JSON.stringify(wrong)).to.equal(false);
    }
  });
});
