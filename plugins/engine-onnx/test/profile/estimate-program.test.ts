import gpt from '@codex-ml/models/dist/gpt.js';
import type { Engine, LanguageModel, RngStream } from '@codex-ml/plugin-api';
import { createRng, NO_RANDOMNESS, withoutValues } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { makeOnnx } from '../make-engine.js';

const IDS = { shape: [2, 8], dtype: 'int32' } as const;

describe('the estimate of a program', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeOnnx();
  });
  after(() => engine.dispose());

  const build = (rng: RngStream, width: number): Promise<LanguageModel> | LanguageModel =>
    gpt.create({
      ctx: testContext({ id: 'std/gpt' }),
      tf: engine.tf,
      features: engine.features,
      vocabularySize: 32,
      rng,
      options: gpt.options.parse({ layers: 2, heads: 2, width, context: 8 }),
    });

  const estimate = (model: LanguageModel) =>
    engine.estimate!(
      'logits',
      ({ ids }) => ({ logits: model.forward(ids, { training: false, random: {} }) }),
      { inputs: { ids: IDS }, state: model.parameters.map(({ variable }) => variable) },
    );

  function dispose(model: LanguageModel): void {
    for (const { variable } of model.parameters) variable.dispose();
  }

  it('is the same for a model that has no values', async () => {
    const real = await build(createRng(1), 16);
    const empty = await withoutValues(engine.tf, async () => build(NO_RANDOMNESS, 16));
    expect(engine.tf.getBackend()).to.equal('cpu');
    const known = await estimate(real);
    expect(known.matmulFlops).to.be.greaterThan(0);
    expect(known.stateBytes).to.equal(
      4 * real.parameters.reduce((sum, { variable }) => sum + variable.size, 0),
    );
    expect(await estimate(empty)).to.deep.equal(known);
    dispose(real);
    dispose(empty);
  });

  it('needs no memory for the weights', async () => {
    const before = process.memoryUsage().rss;
    const empty = await withoutValues(engine.tf, async () => build(NO_RANDOMNESS, 4096));
    const { stateBytes } = await estimate(empty);
    expect(stateBytes).to.be.greaterThan(1.5e9);
    expect(process.memoryUsage().rss - before).to.be.lessThan(0.5e9);
    dispose(empty);
  });

  it('refuses a size that is left open', async () => {
    const error = await engine.estimate!('open', ({ x }) => ({ x }), {
      inputs: { x: { shape: [null], dtype: 'float32' } },
      state: [],
    }).catch((caught: unknown) => caught);
    expect(error).to.include({ code: 'CML5102' });
  });

  it('lets tfjs say what it cannot do without values, and puts the backend back', async () => {
    const { tf } = engine;
    const error = await withoutValues(tf, async () => tf.sin(tf.zeros([2]))).catch(
      (caught: unknown) => caught,
    );
    expect(String(error)).to.contain('Sin');
    expect(tf.getBackend()).to.equal('cpu');
  });
});
