// The tiny model as an extension hands it on, and updates of it as the runtime makes them: gradients, `grads.ready`, a step, what follows.
import type {
  Engine,
  HookPayloads,
  HostArray,
  LanguageModel,
  Program,
  Scalar,
  Tensor,
  TrainingAddition,
  Variable,
} from '@codex-ml/plugin-api';
import { demand } from '../../checks/demand.js';
import { ints } from '../engine/host-values.js';
import { createBigramModel } from './bigram-model.js';
import { type ExtensionSubject, engineOf, tappedHooks, withExtension } from './extension-subject.js';

export interface Adapted {
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly additions: readonly TrainingAddition[];
  readonly trained: boolean;
  transform(gradients: Gradients): Gradients;
}

/** Fire `model.built` on the tiny model, for training and for use. */
export async function eachModel(
  subject: ExtensionSubject,
  use: (adapted: Adapted) => Promise<void>,
): Promise<void> {
  for (const trained of [true, false]) await adapt(subject, trained, 'model.built', use);
}

/** Undefined where the extension taps neither `model.built` nor `grads.ready`. */
function adapt<T>(
  subject: ExtensionSubject,
  trained: boolean,
  wanted: 'model.built' | 'any',
  use: (adapted: Adapted) => Promise<T>,
): Promise<T | undefined> {
  return withExtension(subject, async (ctx) => {
    const hook = tappedHooks(ctx).find(
      (name) => name === 'model.built' || (wanted === 'any' && name === 'grads.ready'),
    );
    if (hook === undefined) return undefined;
    const engine = await engineOf(subject, hook);
    const model = createBigramModel(engine.tf);
    const own = model.parameters.map(({ variable }) => variable);
    const additions: TrainingAddition[] = [];
    const training = trained
      ? { add: (addition: TrainingAddition) => void additions.push(addition) }
      : undefined;
    let adapted: LanguageModel = model;
    try {
      const payload = { model, engine, ...(training === undefined ? {} : { training }) };
      const answer = await ctx.hooks.fire('model.built', payload);
      adapted = (answer as { readonly model?: LanguageModel } | undefined)?.model as LanguageModel;
      demand(typeof adapted?.forward === 'function', {
        where: 'the answer to `model.built`',
        expected: 'a payload with `model`',
        received: answer,
        remedy: 'return the payload, with the model changed or not',
      });
      return await use({
        engine,
        model: adapted,
        additions,
        trained,
        transform: (gradients) => {
          let payload: HookPayloads['grads.ready'] = { gradients };
          for (const handler of ctx.hooks.handlers('grads.ready'))
            payload = demandGradients(handler(payload));
          return payload.gradients;
        },
      });
    } finally {
      const variables = new Set([
        ...own,
        ...(adapted?.parameters ?? []).map(({ variable }) => variable),
        ...additions.flatMap(({ arrays }) => arrays.map(({ variable }) => variable)),
      ]);
      for (const variable of variables) variable.dispose();
    }
  });
}

function demandGradients(answer: unknown): HookPayloads['grads.ready'] {
  const { gradients } = (answer ?? {}) as Partial<HookPayloads['grads.ready']>;
  demand(typeof gradients === 'object', {
    where: 'the answer to `grads.ready`',
    expected: '`{ gradients }`, at once',
    received: answer,
    remedy: 'return the payload with the gradients to go on with',
  });
  return { gradients };
}

type Gradients = Readonly<Record<string, Tensor>>;
type Shapes = Readonly<Record<string, readonly number[]>>;

/** Updates of the tiny model. */
export interface TrainedBench {
  /** Update number `step`, from 1. */
  step(step: number): Promise<void>;
  /** Parameters, then added arrays. */
  read(): Promise<HostArray[]>;
  write(values: readonly HostArray[]): Promise<void>;
  /** Shapes of the gradients before and after `grads.ready`, by name. */
  readonly gradientShapes: { before: Shapes; after: Shapes };
}

/** Undefined where the extension taps no hook of tensors. */
export function withTrained<T>(
  subject: ExtensionSubject,
  use: (bench: TrainedBench) => Promise<T>,
): Promise<T | undefined> {
  return adapt(subject, true, 'any', async (adapted) => {
    const { engine, model, additions } = adapted;
    const added = additions.flatMap(({ arrays }) => arrays.map(({ variable }) => variable));
    const variables = [...variablesOf(model), ...added];
    const gradientShapes: TrainedBench['gradientShapes'] = { before: {}, after: {} };
    const program = await compileUpdate(adapted, variables, gradientShapes);
    try {
      return await use({
        gradientShapes,
        step: async (step) => {
          const ids = Array.from({ length: 6 }, (_, i) => (3 * step + i) % model.shape.vocabularySize);
          await program.run({ ids: ints([2, 3], ids) });
        },
        read: async () => {
          const values: HostArray[] = [];
          for (const variable of variables) values.push(await engine.read(variable));
          return values;
        },
        write: async (values) => {
          for (const [i, variable] of variables.entries()) await engine.write(variable, values[i]!);
        },
      });
    } finally {
      program.dispose();
    }
  });
}

function compileUpdate(
  { engine, model, additions, transform }: Adapted,
  state: readonly Variable[],
  shapes: TrainedBench['gradientShapes'],
): Promise<Program<'ids', 'loss'>> {
  const { tf } = engine;
  const trainable = model.parameters.filter((parameter) => parameter.trainable);
  return engine.compile(
    'update',
    ({ ids }) => {
      const { value, grads } = tf.variableGrads(
        () => tf.mean<Scalar>(tf.square(tf.sub(model.forward(ids, { training: true, random: {} }), 1))),
        trainable.map(({ variable }) => variable),
      );
      const gradients: Record<string, Tensor> = {};
      for (const { name, variable } of trainable) {
        const gradient: Tensor | null | undefined = grads[variable.name];
        gradients[name] = gradient ?? tf.zerosLike(variable);
      }
      shapes.before = shapesOf(gradients);
      const transformed = transform(gradients);
      shapes.after = shapesOf(transformed);
      for (const { name, variable } of trainable) {
        const gradient = transformed[name];
        if (gradient !== undefined) variable.assign(tf.sub(variable, tf.mul(gradient, 0.1)));
      }
      for (const { afterUpdate } of additions) afterUpdate();
      return { loss: value };
    },
    { inputs: { ids: { shape: [2, 3], dtype: 'int32' } }, state },
  );
}

function shapesOf(gradients: Gradients): Shapes {
  return Object.fromEntries(Object.entries(gradients).map(([name, { shape }]) => [name, [...shape]]));
}

export function variablesOf(model: LanguageModel): Variable[] {
  return model.parameters.map(({ variable }) => variable);
}
