// The small problem optimizers are checked on: a decayed matrix, an undecayed vector and a frozen matrix.
import type {
  Engine,
  HostArray,
  HostTensor,
  Optimizer,
  Parameter,
  Plugin,
  Program,
  Tensor,
  Variable,
} from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { withContext } from '../fixtures/test-context.js';
import { floats, scalar, sizeOf } from './engine/host-values.js';

/** Arrays by parameter name. */
export type Arrays = Readonly<Record<string, Float32Array>>;

export const PARAMETERS = [
  { name: 'layer.weight', shape: [3, 4], decay: true, trainable: true },
  { name: 'layer.bias', shape: [4], decay: false, trainable: true },
  { name: 'frozen.weight', shape: [2, 2], decay: true, trainable: false },
] as const;

export const TRAINABLE = PARAMETERS.filter(({ trainable }) => trainable);

/** Initial values, the same in every check; none is zero. */
export function initialValues(): Arrays {
  const rng = createRng(5).fork('parameters');
  return byName(PARAMETERS, ({ shape, name }) =>
    rng
      .fork(name)
      .fillNormal(new Float32Array(sizeOf(shape)))
      .map((value) => value + Math.sign(value) * 0.1),
  );
}

/** Gradients of one step, seeded by the step. */
export function gradientsAt(step: number): Arrays {
  const rng = createRng(6).fork('gradients').fork(step);
  return byName(TRAINABLE, ({ shape, name }) => rng.fork(name).fillNormal(new Float32Array(sizeOf(shape))));
}

export function zeroGradients(): Arrays {
  return byName(TRAINABLE, ({ shape }) => new Float32Array(sizeOf(shape)));
}

function byName<P extends { readonly name: string }>(
  parameters: readonly P[],
  make: (parameter: P) => Float32Array,
): Arrays {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, make(parameter)]));
}

/** An optimizer over the problem's parameters, compiled on an engine. */
export interface Bench {
  readonly optimizer: Optimizer;
  readonly parameters: readonly Parameter[];
  /** One update. Without `learningRate`, the optimizer's own. */
  step(step: number, gradients: Arrays, learningRate?: number): Promise<void>;
  values(): Promise<Arrays>;
  readState(): Promise<readonly HostArray[]>;
  writeAll(values: Arrays, state: readonly HostArray[]): Promise<void>;
}

/** Build the problem, hand it to `use`, and dispose everything. */
export async function withBench<T>(
  plugin: Plugin<'optimizer'>,
  options: Record<string, unknown>,
  engine: Engine,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { tf } = engine;
  const initial = initialValues();
  const parameters = PARAMETERS.map(({ name, shape, decay, trainable }): Parameter => {
    const variable = tf.tidy(() => tf.variable(tf.tensor(initial[name]!, [...shape], 'float32'), trainable));
    return { name, variable, decay, trainable };
  });
  const optimizer = await withContext({ id: 'test/optimizer' }, (ctx) =>
    plugin.create({ options, ctx, tf, parameters }),
  );
  const variables = [...parameters, ...optimizer.state].map(({ variable }) => variable);
  const keys = Object.keys(optimizer.scalars({ step: 1, learningRate: optimizer.learningRate }));
  const program = await compileUpdate(engine, optimizer, variables, keys);
  try {
    return await use({
      optimizer,
      parameters,
      async step(step, gradients, learningRate = optimizer.learningRate) {
        const scalars = optimizer.scalars({ step, learningRate });
        const feeds: Record<string, HostTensor> = {};
        for (const { name, shape } of TRAINABLE) feeds[`gradient:${name}`] = floats(shape, gradients[name]!);
        for (const [key, value] of Object.entries(scalars)) feeds[`scalar:${key}`] = scalar(value);
        await program.run(feeds);
      },
      values: async () => {
        const entries: [string, Float32Array][] = [];
        for (const { name, variable } of parameters) {
          entries.push([name, (await engine.read(variable)) as Float32Array]);
        }
        return Object.fromEntries(entries);
      },
      readState: async () => {
        const arrays: HostArray[] = [];
        for (const { variable } of optimizer.state) arrays.push(await engine.read(variable));
        return arrays;
      },
      writeAll: async (values, state) => {
        for (const { name, variable } of parameters) await engine.write(variable, values[name]!);
        for (const [i, { variable }] of optimizer.state.entries()) await engine.write(variable, state[i]!);
      },
    });
  } finally {
    program.dispose();
    for (const variable of variables) variable.dispose();
  }
}

function compileUpdate(
  engine: Engine,
  optimizer: Optimizer,
  state: readonly Variable[],
  keys: readonly string[],
): Promise<Program<string, 'done'>> {
  const { tf } = engine;
  const gradientSpecs = TRAINABLE.map(
    ({ name, shape }) => [`gradient:${name}`, { shape, dtype: 'float32' }] as const,
  );
  const scalarSpecs = keys.map((key) => [`scalar:${key}`, { shape: [], dtype: 'float32' }] as const);
  return engine.compile(
    'update',
    (inputs: Readonly<Record<string, Tensor>>) => {
      const gradients = TRAINABLE.map(({ name }) => [name, inputs[`gradient:${name}`]!] as const);
      const scalars = keys.map((key) => [key, inputs[`scalar:${key}`]!] as const);
      optimizer.update(Object.fromEntries(gradients), Object.fromEntries(scalars));
      return { done: tf.sum(inputs[`gradient:${TRAINABLE[0]!.name}`]!) };
    },
    { inputs: Object.fromEntries([...gradientSpecs, ...scalarSpecs]), state },
  );
}
