// Our side: what `codex-ml train` and `codex-ml generate` run, driven by JSON lines. The engine is chosen by id; model, optimizer and
// programs are std/gpt, std/adamw and the runtime's own.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileTraining, createRng, generateTokens, writeSafetensors } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { makeBatch } from '../batches.mjs';
import { answerLines, memory, timeSteps } from './answer-lines.mjs';
import { loadCapability } from './load-capability.mjs';

const ctx = testContext({ id: 'std/bench' });
let side;

await answerLines({ open, train, trainOn, decode, profile, save, memory });

/** Make engine and model. The same sizes and standard deviation give the same weights in every process. */
async function open({ sizes, adamw, engine: id, engineOptions = {}, initStd = 0.02 }) {
  const plugin = await loadCapability('engine', id);
  const engine = await plugin.create({ options: plugin.options.parse(engineOptions), ctx });
  const { layers, heads, width, context, vocabulary } = sizes;
  const gpt = await loadCapability('model', 'std/gpt');
  const model = await gpt.create({
    options: gpt.options.parse({ layers, heads, width, context, initStd }),
    ctx,
    tf: engine.tf,
    features: engine.features,
    vocabularySize: vocabulary,
    rng: createRng(1),
  });
  side = { engine, model, sizes, adamw, count: 0, training: undefined };
  const parameters = model.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  return { parameters, device: engine.device };
}

/** Updates on batches `from` up to `from + count`, each made here when its turn comes: what waits longer looks like a leak. */
async function trainOn({ from, count }) {
  for (let k = from; k < from + count; k++) await train({ batches: [makeBatch(side.sizes, k)] });
  return {};
}

/** One update for each batch. */
async function train({ batches }) {
  side.training ??= await openTraining(side);
  const { optimizer, programs } = side.training;
  const shape = [side.sizes.batch, side.sizes.context];
  const ready = batches.map(({ ids, targets }) => ({
    ids: { shape, dtype: 'int32', data: Int32Array.from(ids) },
    targets: { shape, dtype: 'int32', data: Int32Array.from(targets) },
    weights: { shape, dtype: 'float32', data: new Float32Array(ids.length).fill(1) },
    scale: scalar(1 / ids.length),
  }));
  return timeSteps(ready, async (feeds) => {
    side.count += 1;
    const values = optimizer.scalars({ step: side.count, learningRate: optimizer.learningRate });
    const scalars = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, scalar(value)]));
    return (await programs.update([feeds], scalars)).loss;
  });
}

async function openTraining({ engine, model, adamw }) {
  const plugin = await loadCapability('optimizer', 'std/adamw');
  const optimizer = await plugin.create({
    options: plugin.options.parse(adamw),
    ctx,
    tf: engine.tf,
    features: engine.features,
    parameters: model.parameters,
  });
  const programs = await compileTraining({
    engine,
    model,
    optimizer,
    clip: 0,
    accumulate: 1,
    transformGradients: (gradients) => gradients,
    added: [],
    afterUpdate: () => undefined,
  });
  return { optimizer, programs };
}

/** Greedy decoding of one row. Answers the new ids and the milliseconds that each took. */
async function decode({ prompt, tokens }) {
  const ids = [];
  const milliseconds = [];
  let mark = performance.now();
  await generateTokens(side.engine, side.model, {
    prompts: [Int32Array.from(prompt)],
    maxNewTokens: tokens,
    temperature: 0,
    topK: 0,
    topP: 1,
    rng: createRng(1),
    onToken(_, id) {
      const now = performance.now();
      milliseconds.push(now - mark);
      mark = now;
      ids.push(id);
      return false;
    },
  });
  return { ids, milliseconds };
}

/** What the engine's profiler sees of a request, after the request has run once before. */
async function profile({ request: { do: name, ...request } }) {
  const { engine, model } = side;
  if (engine.profiler === undefined) throw new Error(`${engine.id} takes no profiles`);
  const run = { train, decode }[name];
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-bench-'));
  try {
    const variables = new Map(model.parameters.map((parameter) => [parameter.variable, parameter.name]));
    await run(request);
    await engine.profiler.start({ folder, variables });
    await run(request); // programs may be compiled again for the profile
    const from = performance.now();
    await run(request);
    const milliseconds = performance.now() - from;
    const { events } = await engine.profiler.stop();
    return { milliseconds, events: events.filter(({ start }) => start >= from) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Write the weights as a safetensors file. */
async function save({ path }) {
  const { engine, model } = side;
  const tensors = model.parameters.map(({ name, variable }) => [
    name,
    { shape: variable.shape, dtype: 'float32', data: () => engine.read(variable) },
  ]);
  const file = openSync(path, 'w');
  try {
    await writeSafetensors(
      { write: async (bytes) => writeFileSync(file, bytes) },
      Object.fromEntries(tensors),
    );
  } finally {
    closeSync(file);
  }
  return {};
}

function scalar(value) {
  return { shape: [], dtype: 'float32', data: Float32Array.of(value) };
}
