// A process of its own for std/onnx on WebGPU, as the loader looks for Vulkan where the environment said at the start of a process.
// Prints one line of JSON: what the conformance suite says, and which operators of a training step ran where.
import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import type { Engine, HostArray } from '@codex-ml/plugin-api';
import { checksOf, runChecks } from '@codex-ml/testkit';
import { countProviders, createOnnx, startTraining } from './small-training.js';

/** What the test reads. */
export interface EngineExamination {
  readonly device: string;
  readonly features: readonly string[];
  readonly conformance: { readonly passed: number; readonly problems: readonly string[] };
  /** Operators of a training step by the provider that ran them. */
  readonly operators: Readonly<Record<string, number>>;
  /** Bytes that the engine holds after 20 updates and after 60. */
  readonly bytes: readonly number[];
  /** Sums of two runs of a program with large constants, and a variable that it wrote, read when the program was gone. */
  readonly constants: { readonly sums: readonly number[]; readonly variable: number };
}

const OPTIONS = { device: 'webgpu' };

const engine = await createOnnx(OPTIONS);
const { device, features } = engine;
const { operators, bytes } = await train(engine);
const constants = await useConstants(engine);
await engine.dispose();
const report = await runChecks(checksOf(onnx, { options: OPTIONS }));
const problems = report.outcomes.flatMap((outcome) => {
  if (outcome.status === 'passed') return [];
  const reason = outcome.status === 'failed' ? outcome.failure.message : String(outcome.errors[0]?.title);
  return [`${outcome.name}: ${reason}`];
});
const examination: EngineExamination = {
  ...{ device, features: [...features], operators, bytes, constants },
  conformance: { passed: report.passed, problems },
};
process.stdout.write(`${JSON.stringify(examination)}\n`);

async function train(trainer: Engine): Promise<Pick<EngineExamination, 'operators' | 'bytes'>> {
  const training = await startTraining(trainer, 'gpt');
  const held: number[] = [];
  for (let step = 1; step <= 60; step++) {
    await training.update(step);
    if (step === 20 || step === 60) held.push(trainer.memory().bytes);
  }
  const counts = await countProviders(trainer, () => training.update(61));
  training.dispose();
  return { operators: counts, bytes: held };
}

/** Constants of several types, some of which only lead to others. */
async function useConstants(owner: Engine): Promise<EngineExamination['constants']> {
  const { tf } = owner;
  const [rows, columns] = [64, 32];
  const total = tf.variable(tf.zeros([columns]));
  const program = await owner.compile(
    'constants',
    ({ x }) => {
      const table = tf.tensor2d(new Float32Array(rows * columns).fill(2), [rows, columns]);
      const mask = tf.tensor2d(new Uint8Array(rows * columns).fill(1), [rows, columns], 'bool');
      const places = tf.tensor2d(new Int32Array(rows * columns).fill(3), [rows, columns], 'int32');
      const picked = tf.where(mask, tf.gather(x, places), tf.square(table));
      total.assign(tf.add(total, tf.sum(tf.mul(picked, tf.square(table)), 0)));
      return { sum: tf.sum(total) };
    },
    { inputs: { x: { shape: [8], dtype: 'float32' } }, state: [total] },
  );
  const x = { shape: [8], dtype: 'float32', data: Float32Array.of(0, 0, 0, 5, 0, 0, 0, 0) } as const;
  const sums: number[] = [];
  for (let run = 0; run < 2; run++) sums.push((await program.run({ x })).sum.data[0]!);
  program.dispose();
  const values: HostArray = await owner.read(total);
  return { sums, variable: values[columns - 1]! };
}
