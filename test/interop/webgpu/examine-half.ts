// A process of its own for std/onnx on WebGPU in mixed precision. Prints one line of JSON: what training does in float16 and in float32.
import type { Engine, HostArray } from '@codex-ml/plugin-api';
import { countProviders, createOnnx, type SmallTraining, startTraining } from './small-training.js';

const STEPS = 60;
const MODELS = ['gpt', 'llama'] as const;
/** Gradients of these small batches stay in the range of float16 with it. */
const SCALE = 2 ** 10;
/** Most gradients are beyond the range of float16 with it. */
const OVERFLOWING = 2 ** 30;

export interface ModelExamination {
  readonly full: readonly number[];
  readonly mixed: readonly number[];
  /** How far the first gradients are apart: the norm of the difference, over that in float32. */
  readonly gradients: number;
  /** Operators of an update in mixed precision by the provider that ran them. */
  readonly operators: Readonly<Record<string, number>>;
  /** Whether an update whose gradients overflow leaves all as it was, and the next one does not. */
  readonly overflow: { readonly kept: boolean; readonly went: boolean };
}

/** What the test reads. */
export interface HalfExamination {
  readonly features: readonly string[];
  readonly models: Readonly<Record<(typeof MODELS)[number], ModelExamination>>;
  /** Sums of as many products of 1 + 2^-12, which float16 does not have, and 1. */
  readonly products: Readonly<Record<number, number>>;
}

const full = await createOnnx({ device: 'webgpu' });
const mixed = await createOnnx({ device: 'webgpu', precision: 'mixed-float16' });
const models = {} as Record<(typeof MODELS)[number], ModelExamination>;
for (const name of MODELS) models[name] = await compare(name);
const products: Record<number, number> = {};
for (const count of [64, 512, 4096]) products[count] = await addUp(mixed, count);
const examination: HalfExamination = { features: [...mixed.features], models, products };
for (const engine of [full, mixed]) await engine.dispose();
process.stdout.write(`${JSON.stringify(examination)}\n`);

async function compare(name: (typeof MODELS)[number]): Promise<ModelExamination> {
  const [reference, training] = [await startTraining(full, name), await startTraining(mixed, name)];
  const losses = { full: [await reference.update(1)], mixed: [await training.update(1, SCALE)] };
  const gradients = distance(await moments(reference), await moments(training));
  for (let step = 2; step <= STEPS; step++) {
    losses.full.push(await reference.update(step));
    losses.mixed.push(await training.update(step, SCALE));
  }
  const operators = await countProviders(mixed, () => training.update(STEPS + 1, SCALE));
  const before = await all(training);
  await training.update(STEPS + 2, OVERFLOWING);
  const kept = isEqual(await all(training), before);
  await training.update(STEPS + 3, SCALE);
  const went = !isEqual(await all(training), before);
  for (const each of [reference, training]) each.dispose();
  return { ...losses, gradients, operators, overflow: { kept, went } };
}

/** AdamW's first moments, which after one update are the gradients times a number. */
async function moments(training: SmallTraining): Promise<number[]> {
  const values = [...(await training.values())].filter(([name]) => name.startsWith('adamw.m/'));
  return values.flatMap(([, array]) => [...array]);
}

async function all(training: SmallTraining): Promise<HostArray[]> {
  return [...(await training.values()).values()];
}

function distance(expected: readonly number[], actual: readonly number[]): number {
  const norm = (numbers: readonly number[]) => Math.hypot(...numbers);
  return norm(expected.map((value, i) => value - actual[i]!)) / norm(expected);
}

function isEqual(some: readonly HostArray[], others: readonly HostArray[]): boolean {
  return some.every((array, i) => array.every((value, j) => Object.is(value, others[i]![j])));
}

async function addUp({ compile, tf }: Engine, count: number): Promise<number> {
  const program = await compile('sum', ({ x }) => ({ y: tf.matMul(x, tf.ones([count, 2])) }), {
    inputs: { x: { shape: [2, count], dtype: 'float32' } },
    state: [],
  });
  const data = new Float32Array(2 * count).fill(1 + 2 ** -12);
  const { y } = await program.run({ x: { shape: [2, count], dtype: 'float32', data } });
  program.dispose();
  return y.data[0]!;
}
