// A process of its own for std/onnx on WebGPU, as the loader looks for Vulkan where the environment said at the start of a process.
// Prints one line of JSON: what the conformance suite says, and which operators of a training step ran where.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { Engine, ProfileEvent } from '@codex-ml/plugin-api';
import { compileTraining, createRng } from '@codex-ml/runtime';
import { checksOf, runChecks, testContext } from '@codex-ml/testkit';

/** What the test reads. */
export interface EngineExamination {
  readonly device: string;
  readonly features: readonly string[];
  readonly conformance: { readonly passed: number; readonly problems: readonly string[] };
  /** Operators of a training step by the provider that ran them. */
  readonly operators: Readonly<Record<string, number>>;
  /** Bytes that the engine holds after 20 updates and after 60. */
  readonly bytes: readonly number[];
}

const OPTIONS = { device: 'webgpu' };
const [ROWS, LENGTH, VOCABULARY] = [2, 8, 11];

const engine = await onnx.create({
  options: onnx.options.parse(OPTIONS),
  ctx: testContext({ id: 'std/onnx' }),
});
const { device, features } = engine;
const { operators, bytes } = await train(engine);
await engine.dispose();
const report = await runChecks(checksOf(onnx, { options: OPTIONS }));
const problems = report.outcomes.flatMap((outcome) => {
  if (outcome.status === 'passed') return [];
  const reason = outcome.status === 'failed' ? outcome.failure.message : String(outcome.errors[0]?.title);
  return [`${outcome.name}: ${reason}`];
});
const examination: EngineExamination = {
  ...{ device, features: [...features], operators, bytes },
  conformance: { passed: report.passed, problems },
};
process.stdout.write(`${JSON.stringify(examination)}\n`);

async function train(trainer: Engine): Promise<Pick<EngineExamination, 'operators' | 'bytes'>> {
  const ctx = testContext({ id: 'test' });
  const { tf } = trainer;
  const model = await gpt.create({
    ...{ ctx, tf, features, vocabularySize: VOCABULARY, rng: createRng(1) },
    options: gpt.options.parse({ layers: 1, heads: 2, width: 16, context: LENGTH }),
  });
  const optimizer = await adamw.create({
    ...{ ctx, tf, parameters: model.parameters },
    options: adamw.options.parse({}),
  });
  const programs = await compileTraining({
    ...{ engine: trainer, model, optimizer, clip: 1, accumulate: 1, added: [] },
    transformGradients: (gradients) => gradients,
    afterUpdate: () => {},
  });
  const shape = [ROWS, LENGTH];
  const ids = Int32Array.from({ length: ROWS * LENGTH }, (_, i) => i % VOCABULARY);
  const feeds = {
    ids: { shape, dtype: 'int32', data: ids },
    targets: { shape, dtype: 'int32', data: ids },
    weights: { shape, dtype: 'float32', data: new Float32Array(ids.length).fill(1) },
    scale: number(1 / ids.length),
  } as const;
  const update = (step: number) => {
    const scalars = Object.entries(optimizer.scalars({ step, learningRate: 0.01 }));
    return programs.update(
      [feeds],
      Object.fromEntries(scalars.map(([name, value]) => [name, number(value)])),
    );
  };
  const held: number[] = [];
  for (let step = 1; step <= 60; step++) {
    await update(step);
    if (step === 20 || step === 60) held.push(trainer.memory().bytes);
  }
  const events = await profile(trainer, () => update(61));
  programs.dispose();
  const counts: Record<string, number> = {};
  for (const { kind, detail } of events) {
    if (kind !== 'operator') continue;
    const provider = String(detail['provider']);
    counts[provider] = (counts[provider] ?? 0) + 1;
  }
  return { operators: counts, bytes: held };
}

function number(value: number) {
  return { shape: [], dtype: 'float32' as const, data: Float32Array.of(value) };
}

async function profile(profiled: Engine, work: () => Promise<unknown>): Promise<readonly ProfileEvent[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-webgpu-'));
  try {
    await profiled.profiler!.start({ folder, variables: new Map() });
    await work();
    return (await profiled.profiler!.stop()).events;
  } finally {
    await rm(folder, { recursive: true });
  }
}
