// Whole training runs of the models: against the eager cpu backend, again, on other thread counts, and after a resume.
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { Engine, HostArray, HostTensor, LanguageModel, Optimizer } from '@codex-ml/plugin-api';
import { compileTraining, createRng, type TrainingPrograms } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { floats, ints, makeEager, makeOnnx } from './make-engine.js';

const VOCABULARY = 13;
const [ROWS, LENGTH] = [3, 8];
const SIZES = { layers: 2, heads: 2, width: 16, context: LENGTH };
const MODELS = { gpt, llama };

interface Training {
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly optimizer: Optimizer;
  readonly programs: TrainingPrograms;
  step(step: number): Promise<number>;
  /** Values of all variables: parameters, then optimizer state. */
  values(): Promise<HostArray[]>;
}

async function startTraining(engine: Engine, name: keyof typeof MODELS, accumulate = 1): Promise<Training> {
  const ctx = testContext({ id: 'test' });
  const { tf, features } = engine;
  const rng = createRng(5).fork('model');
  const shared = { ctx, tf, features, vocabularySize: VOCABULARY, rng };
  const model =
    name === 'gpt'
      ? await gpt.create({ ...shared, options: gpt.options.parse(SIZES) })
      : await llama.create({ ...shared, options: llama.options.parse(SIZES) });
  const optimizer = await adamw.create({
    ctx,
    tf,
    options: adamw.options.parse({ lr: 0.01 }),
    parameters: model.parameters,
  });
  const programs = await compileTraining({
    engine,
    model,
    optimizer,
    clip: 1,
    accumulate,
    transformGradients: (gradients) => gradients,
    added: [],
    afterUpdate: () => {},
  });
  const feedsOf = (number: number): Record<string, HostTensor> => {
    const draw = createRng(9).fork(`batch-${number}`);
    const ids = Array.from({ length: ROWS * LENGTH }, () => draw.integer(VOCABULARY));
    const shape = [ROWS, LENGTH];
    const feeds: Record<string, HostTensor> = {
      ids: ints(shape, ids),
      targets: ints(
        shape,
        ids.map((id) => (id * 5 + 1) % VOCABULARY),
      ),
      weights: floats(
        shape,
        ids.map(() => 1),
      ),
      scale: floats([], [1 / (ROWS * LENGTH * accumulate)]),
    };
    for (const { site, shape: sizeOf } of model.randomInputs) {
      const size = sizeOf(ROWS, LENGTH);
      const count = size.reduce((a, b) => a * b, 1);
      feeds[`random:${site}`] = floats(
        size,
        Array.from({ length: count }, () => 1),
      );
    }
    return feeds;
  };
  return {
    engine,
    model,
    optimizer,
    programs,
    async step(step) {
      const batches = Array.from({ length: accumulate }, (_, i) => feedsOf(step * accumulate + i));
      const scalars = optimizer.scalars({ step, learningRate: 0.01 });
      const feeds = Object.fromEntries(
        Object.entries(scalars).map(([key, value]) => [key, floats([], [value])]),
      );
      return (await programs.update(batches, feeds)).loss;
    },
    values: async () => {
      const variables = [...model.parameters, ...optimizer.state].map(({ variable }) => variable);
      const values: HostArray[] = [];
      for (const variable of variables) values.push(await engine.read(variable));
      return values;
    },
  };
}

async function trainSteps(training: Training, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step <= to; step++) losses.push(await training.step(step));
  return losses;
}

for (const name of ['gpt', 'llama'] as const) {
  describe(`training ${name} on the compiled engine`, () => {
    it('follows the eager cpu backend for 50 steps', async function () {
      this.timeout(60_000);
      const [compiled, eager] = [await makeOnnx(2), await makeEager()];
      const actual = await trainSteps(await startTraining(compiled, name), 1, 50);
      const expected = await trainSteps(await startTraining(eager, name), 1, 50);
      expect(actual[49]).to.be.below(actual[0]! * 0.7);
      actual.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(expected[i]!, 1e-4);
      });
      await compiled.dispose();
      await eager.dispose();
    });

    it('gives the same bits on one and two threads, again, and after a resume', async function () {
      this.timeout(60_000);
      const results: HostArray[][] = [];
      for (const threads of [1, 2, 2]) {
        const engine = await makeOnnx(threads);
        const training = await startTraining(engine, name);
        await trainSteps(training, 1, 20);
        results.push(await training.values());
        await engine.dispose();
      }
      expect(results[1]).to.deep.equal(results[0]);
      expect(results[2]).to.deep.equal(results[0]);

      const engine = await makeOnnx(2);
      const first = await startTraining(engine, name);
      await trainSteps(first, 1, 9);
      const saved = await first.values();
      const second = await startTraining(await makeOnnx(1), name);
      const variables = [...second.model.parameters, ...second.optimizer.state];
      for (const [i, { variable }] of variables.entries()) await second.engine.write(variable, saved[i]!);
      await trainSteps(second, 10, 20);
      expect(await second.values()).to.deep.equal(results[0]);
      await engine.dispose();
      await second.engine.dispose();
    });
  });
}

describe('accumulating gradients on the compiled engine', () => {
  it('follows the eager cpu backend through two programs over one state', async function () {
    this.timeout(60_000);
    const [compiled, eager] = [await makeOnnx(2), await makeEager()];
    const actual = await trainSteps(await startTraining(compiled, 'gpt', 2), 1, 5);
    const expected = await trainSteps(await startTraining(eager, 'gpt', 2), 1, 5);
    actual.forEach((loss, i) => {
      expect(loss).to.be.closeTo(expected[i]!, 1e-4);
    });
    await compiled.dispose();
    await eager.dispose();
  });
});
