import sgd from '@codex-ml/optimizers/dist/sgd.js';
import type { Engine, Optimizer, Parameter } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { expectPath, expectPosition } from './expect-path.js';
import { SGD_MOMENTUM, SGD_NESTEROV, SGD_PLAIN } from './golden-trajectories.js';
import { contextFor, descend, makeEngine, quadraticGradient, START, startParameter } from './quadratic.js';

type Options = Parameters<typeof sgd.create>[0]['options'];

const PLAIN: Options = { lr: 0.1, momentum: 0, nesterov: false, weightDecay: 0 };

async function make(engine: Engine, parameters: readonly Parameter[], options: Options): Promise<Optimizer> {
  return sgd.create({ options, ctx: contextFor('std/sgd'), tf: engine.tf, parameters });
}

/** PyTorch's form in double precision: the first buffer is the first gradient. */
function reference({ lr, momentum, nesterov, weightDecay }: Options, steps: number): number[][] {
  const path: number[][] = [];
  let p = START;
  let buffer: number[] | undefined;
  for (let t = 1; t <= steps; t++) {
    const g = quadraticGradient(p).map((value, i) => value + weightDecay * p[i]!);
    const previous: number[] | undefined = buffer;
    const next: number[] = previous === undefined ? g : previous.map((value, i) => momentum * value + g[i]!);
    buffer = next;
    p = p.map((x, i) => x - lr * (nesterov ? g[i]! + momentum * next[i]! : next[i]!));
    path.push(p);
  }
  return path;
}

for (const device of ['cpu', 'wasm'] as const) {
  describe(`sgd on ${device}`, () => {
    let engine: Engine;
    before(async () => {
      engine = await makeEngine(device);
    });

    for (const [name, options, golden] of [
      ['', PLAIN, SGD_PLAIN],
      [' with momentum and decay', { ...PLAIN, momentum: 0.9, weightDecay: 0.05 }, SGD_MOMENTUM],
      [' with nesterov', { ...PLAIN, momentum: 0.9, nesterov: true, weightDecay: 0.05 }, SGD_NESTEROV],
    ] as const) {
      it(`follows the published trajectory${name}`, async () => {
        const parameter = startParameter(engine);
        expectPath(await descend(engine, parameter, await make(engine, [parameter], options), 10), golden);
      });
    }

    it('follows the formulas in double precision for any options', async () => {
      const options = fc.record({
        lr: fc.double({ min: 1e-3, max: 0.2, noNaN: true }),
        momentum: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
        nesterov: fc.boolean(),
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
      const optimizer = await make(engine, [parameter], { ...PLAIN, weightDecay: 0.3 });
      expectPath(await descend(engine, parameter, optimizer, 10), SGD_PLAIN);
    });

    it('keeps state for momentum only, and none for frozen parameters', async () => {
      const parameters = [
        startParameter(engine),
        startParameter(engine, { name: 'frozen', trainable: false }),
      ];
      const names = async (options: Options) =>
        (await make(engine, parameters, options)).state.map(({ name }) => name);
      expect(await names(PLAIN)).to.deep.equal([]);
      expect(await names({ ...PLAIN, momentum: 0.5 })).to.deep.equal(['sgd.momentum/p']);
    });

    it('assigns in place: an update adds no tensors', async () => {
      const parameter = startParameter(engine);
      const optimizer = await make(engine, [parameter], { ...PLAIN, momentum: 0.9, nesterov: true });
      await descend(engine, parameter, optimizer, 1);
      const before = { ...engine.memory(), ids: engine.tf.backend().numDataIds() };
      await descend(engine, parameter, optimizer, 5);
      expect({ ...engine.memory(), ids: engine.tf.backend().numDataIds() }).to.deep.equal(before);
    });
  });
}

describe('sgd', () => {
  it('takes the scheduled learning rate as its only scalar', async () => {
    const engine = await makeEngine('cpu');
    const optimizer = await make(engine, [startParameter(engine)], PLAIN);
    expect(optimizer.learningRate).to.equal(0.1);
    expect(optimizer.scalars({ step: 7, learningRate: 0.025 })).to.deep.equal({ stepSize: 0.025 });
  });

  it('refuses nesterov without momentum', async () => {
    const engine = await makeEngine('cpu');
    const error = await make(engine, [], { ...PLAIN, nesterov: true }).catch((reason: unknown) => reason);
    expect(error).to.include({
      code: 'CML5302',
      title: 'optimizer `std/sgd`: `nesterov` needs `momentum` above 0',
    });
  });
});
