// Exercises of the kinds that take part in training: engine, model, optimizer, schedule, extension.
import type { Engine, HostArray, Plugin, RunInfo } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { testContext, withContext } from '../../../fixtures/test-context.js';
import { floats, normals, specOf } from '../../../suites/engine/host-values.js';
import {
  compileForward,
  type ModelSubject,
  randomIds,
  variablesOf,
  withModel,
} from '../../../suites/model/model-subject.js';
import { gradientsAt, withBench } from '../../../suites/optimizer-problem.js';
import type { Result } from './part.js';
import type { Tools } from './tools.js';

export async function exerciseEngine(plugin: Plugin<'engine'>, { fixture }: Tools): Promise<Result[]> {
  return withContext({ id: 'test/engine' }, async (ctx) => {
    const engine = await plugin.create({ options: plugin.options.parse(fixture.options), ctx });
    try {
      return await useEngine(engine);
    } finally {
      await engine.dispose();
    }
  });
}

async function useEngine(engine: Engine): Promise<Result[]> {
  const { tf } = engine;
  const rng = createRng(3).fork('engine');
  const [a, b] = [normals(rng, [4, 6]), normals(rng, [6, 5])];
  const sum = tf.tidy(() => tf.variable(tf.zeros([4, 5])));
  const program = await engine.compile(
    'exercise',
    (inputs) => {
      const product = tf.softmax(tf.matMul(inputs.a, inputs.b));
      sum.assign(tf.add(sum, product));
      return { product };
    },
    { inputs: { a: specOf(a), b: specOf(b) }, state: [sum] },
  );
  const outputs = [await program.run({ a, b }), await program.run({ a: floats(a.shape, a.data), b })];
  const state = await engine.read(sum);
  program.dispose();
  sum.dispose();
  return [
    { what: 'outputs of a program', value: outputs },
    { what: 'its state after two runs', value: state },
  ];
}

export async function exerciseModel(plugin: Plugin<'model'>, { fixture, engine }: Tools): Promise<Result[]> {
  const subject = { ...fixture.facts, plugin, options: fixture.options, engine } as unknown as ModelSubject;
  return withModel(subject, async (built) => {
    const initial: HostArray[] = [];
    for (const variable of variablesOf(built.model)) initial.push(await built.engine.read(variable));
    const forward = await compileForward(built);
    const { logits } = await forward.run({
      ids: randomIds(built, 2, Math.min(6, built.model.shape.context)),
    });
    forward.dispose();
    return [
      {
        what: 'its parameters',
        value: built.model.parameters.map(({ name, decay, trainable }) => [name, decay, trainable]),
      },
      { what: 'their initial values', value: initial },
      { what: 'logits of a batch', value: logits },
      { what: '`exportConfig()`', value: built.model.exportConfig() },
    ];
  });
}

export async function exerciseOptimizer(
  plugin: Plugin<'optimizer'>,
  { fixture, engine }: Tools,
): Promise<Result[]> {
  const options = plugin.options.parse(fixture.options);
  return withBench(plugin, options, await engine(), async (bench) => {
    for (const step of [1, 2, 3]) await bench.step(step, gradientsAt(step));
    return [
      { what: 'the parameters after three steps', value: await bench.values() },
      { what: 'its state after three steps', value: await bench.readState() },
    ];
  });
}

export function exerciseSchedule(plugin: Plugin<'schedule'>, { fixture }: Tools): Promise<Result[]> {
  return withContext({}, async (ctx) => {
    const steps = Number(fixture.facts['steps'] ?? 200);
    const schedule = await plugin.create({ options: plugin.options.parse(fixture.options), ctx, steps });
    const factors = Array.from({ length: steps + 20 }, (_, i) => schedule.factor(i + 1));
    return [{ what: '`factor` of every step', value: factors }];
  });
}

const RUN: RunInfo = { id: 'test-00000000', name: 'test', configHash: '0'.repeat(64), seed: 1 };

export async function exerciseExtension(plugin: Plugin<'extension'>, { fixture }: Tools): Promise<Result[]> {
  const ctx = testContext();
  try {
    await plugin.setup({ options: plugin.options.parse(fixture.options), ctx });
    await ctx.hooks.fire('run.end', { run: RUN, status: 'completed', step: 0 });
    return [
      { what: 'the hooks that it taps', value: ctx.hooks.taps.map(({ hook, stage }) => [hook, stage]) },
    ];
  } finally {
    await ctx.close();
  }
}
