// A small model in training on an engine, with the same weights and batches on each.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { Engine, HostArray } from '@codex-ml/plugin-api';
import { compileTraining, createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';

const [ROWS, LENGTH, VOCABULARY] = [2, 8, 11];
const SIZES = { layers: 1, heads: 2, width: 16, context: LENGTH };

export interface SmallTraining {
  /** @returns the loss */
  update(step: number, lossScale?: number): Promise<number>;
  /** Values of parameters and of the optimizer's state, by name. */
  values(): Promise<ReadonlyMap<string, HostArray>>;
  dispose(): void;
}

export async function createOnnx(options: Readonly<Record<string, string>>): Promise<Engine> {
  return onnx.create({ options: onnx.options.parse(options), ctx: testContext({ id: 'std/onnx' }) });
}

export async function startTraining(engine: Engine, name: 'gpt' | 'llama'): Promise<SmallTraining> {
  const ctx = testContext({ id: 'test' });
  const { tf, features } = engine;
  const made = { ctx, tf, features, vocabularySize: VOCABULARY, rng: createRng(1) };
  const model =
    name === 'gpt'
      ? await gpt.create({ ...made, options: gpt.options.parse(SIZES) })
      : await llama.create({ ...made, options: llama.options.parse(SIZES) });
  const optimizer = await adamw.create({
    ...{ ctx, tf, parameters: model.parameters },
    options: adamw.options.parse({}),
  });
  const programs = await compileTraining({
    ...{ engine, model, optimizer, clip: 1, accumulate: 1, added: [] },
    transformGradients: (gradients) => gradients,
    afterUpdate: () => {},
  });
  const shape = [ROWS, LENGTH];
  const feedsOf = (step: number) => {
    const draw = createRng(2).fork(`batch-${step}`);
    const ids = Int32Array.from({ length: ROWS * LENGTH }, () => draw.integer(VOCABULARY));
    const targets = ids.map((id) => (id * 5 + 1) % VOCABULARY);
    return {
      ids: { shape, dtype: 'int32', data: ids },
      targets: { shape, dtype: 'int32', data: targets },
      weights: { shape, dtype: 'float32', data: new Float32Array(ids.length).fill(1) },
      scale: number(1 / ids.length),
    } as const;
  };
  return {
    async update(step, lossScale) {
      const scalars = Object.entries(optimizer.scalars({ step, learningRate: 0.01 }));
      const feeds = Object.fromEntries(scalars.map(([key, value]) => [key, number(value)]));
      return (await programs.update([feedsOf(step)], feeds, lossScale)).loss;
    },
    async values() {
      const values = new Map<string, HostArray>();
      for (const { name: key, variable } of [...model.parameters, ...optimizer.state]) {
        values.set(key, await engine.read(variable));
      }
      return values;
    },
    dispose: () => programs.dispose(),
  };
}

function number(value: number) {
  return { shape: [], dtype: 'float32' as const, data: Float32Array.of(value) };
}

/** Operators by the provider that ran them. */
export async function countProviders(
  engine: Engine,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-webgpu-'));
  try {
    await engine.profiler!.start({ folder, variables: new Map() });
    await work();
    const { events } = await engine.profiler!.stop();
    const counts: Record<string, number> = {};
    for (const { kind, detail } of events) {
      if (kind !== 'operator') continue;
      const provider = String(detail['provider']);
      counts[provider] = (counts[provider] ?? 0) + 1;
    }
    return counts;
  } finally {
    await rm(folder, { recursive: true });
  }
}
