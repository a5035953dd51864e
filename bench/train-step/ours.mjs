// The training step as `codex-ml train` runs it: the runtime's compiled update, std/gpt, std/adamw, std/tfjs on wasm.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import { compileTraining, createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { ADAMW, fixedBatch } from './shapes.mjs';

/** @returns `step()`, which resolves to the loss, and the initial weights by name */
export async function createTrainer(shape) {
  const ctx = testContext({ id: 'std/bench' });
  const engine = await tfjs.create({ options: tfjs.options.parse({ device: 'wasm' }), ctx });
  const { layers, heads, width, context, batch, vocabulary } = shape;
  const model = await gpt.create({
    options: gpt.options.parse({ layers, heads, width, context }),
    ctx,
    tf: engine.tf,
    features: engine.features,
    vocabularySize: vocabulary,
    rng: createRng(1),
  });
  const { parameters } = model;
  const optimizer = await adamw.create({
    options: adamw.options.parse(ADAMW),
    ctx,
    tf: engine.tf,
    parameters,
  });
  const programs = await compileTraining({
    engine,
    model,
    optimizer,
    clip: 0,
    accumulate: 1,
    transformGradients: (gradients) => gradients,
  });
  const { ids, targets } = fixedBatch(shape);
  const block = (dtype, data) => ({ shape: [batch, context], dtype, data });
  const scalar = (value) => ({ shape: [], dtype: 'float32', data: Float32Array.of(value) });
  const feeds = {
    ids: block('int32', ids),
    targets: block('int32', targets),
    weights: block('float32', new Float32Array(ids.length).fill(1)),
    scale: scalar(1 / ids.length),
  };
  const weights = {};
  for (const { name, variable } of parameters) {
    weights[name] = { shape: variable.shape, data: await engine.read(variable) };
  }
  let count = 0;
  return {
    weights,
    async step() {
      count += 1;
      const values = optimizer.scalars({ step: count, learningRate: optimizer.learningRate });
      const scalars = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, scalar(value)]));
      return (await programs.update([feeds], scalars)).loss;
    },
  };
}
