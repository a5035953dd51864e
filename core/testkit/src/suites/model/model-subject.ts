// What the model suite needs, and the programs it runs models through. Everything goes through `engine.compile`.
import type {
  Engine,
  HostTensor,
  KvCache,
  LanguageModel,
  Program,
  RngStream,
  Tensor,
  TensorSpec,
} from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { withContext } from '../../fixtures/test-context.js';
import { floats, ints, sizeOf } from '../engine/host-values.js';
import { readOptions, type Subject } from '../subject.js';

export interface ModelSubject extends Subject<'model'> {
  /** Called for each check; give the same engine each time and dispose it after the suite. */
  readonly engine: () => Promise<Engine>;
  /** Default 17. */
  readonly vocabularySize?: number;
  /** Number of values in all parameters, where it is known. */
  readonly parameterCount?: number;
}

/** A model on its engine. */
export interface Built {
  readonly engine: Engine;
  readonly model: LanguageModel;
}

/** Build a model, hand it to `use`, and dispose its parameters. */
export async function withModel<T>(
  subject: ModelSubject,
  use: (built: Built) => Promise<T>,
  seed = 1,
): Promise<T> {
  const engine = await subject.engine();
  const { tf, features } = engine;
  const { vocabularySize = 17 } = subject;
  const options = readOptions(subject);
  const model = await withContext({ id: 'test/model' }, (ctx) =>
    subject.plugin.create({ options, ctx, tf, features, vocabularySize, rng: createRng(seed).fork('model') }),
  );
  try {
    return await use({ engine, model });
  } finally {
    for (const { variable } of model.parameters) variable.dispose();
  }
}

/** Token ids [batch, length], seeded. */
export function randomIds({ model }: Built, batch: number, length: number, seed = 2): HostTensor {
  const rng = createRng(seed).fork('ids');
  return ints(
    [batch, length],
    Array.from({ length: batch * length }, () => rng.integer(model.shape.vocabularySize)),
  );
}

export type Forward = Program<string, 'logits'>;

/** Inference without a cache. */
export function compileForward({ engine, model }: Built): Promise<Forward> {
  return engine.compile(
    'forward',
    ({ ids }) => ({ logits: model.forward(ids, { training: false, random: {} }) }),
    {
      inputs: { ids: { shape: [null, null], dtype: 'int32' } },
      state: variablesOf(model),
    },
  );
}

/** Inference on rows of several documents: feeds `ids` and `documents`. */
export function compileDocuments({ engine, model }: Built): Promise<Forward> {
  const rows: TensorSpec = { shape: [null, null], dtype: 'int32' };
  return engine.compile(
    'documents-forward',
    ({ ids, documents }: Readonly<Record<string, Tensor>>) => ({
      logits: model.forward(ids!, { training: false, random: {}, documents }),
    }),
    { inputs: { ids: rows, documents: rows }, state: variablesOf(model) },
  );
}

/** Training pass of a fixed size: feeds `ids` and one feed for each random input, by its site. */
export function compileTrainingForward(
  { engine, model }: Built,
  batch: number,
  length: number,
): Promise<Forward> {
  return engine.compile(
    'training-forward',
    ({ ids, ...random }) => ({ logits: model.forward(ids, { training: true, random }) }),
    {
      inputs: { ids: { shape: [batch, length], dtype: 'int32' }, ...randomSpecs(model, batch, length) },
      state: variablesOf(model),
    },
  );
}

/** Inference through a cache: feeds `ids`, `positions` and `logitsAt`. */
export function compileCached({ engine, model }: Built, cache: KvCache): Promise<Forward> {
  const rows: TensorSpec = { shape: [cache.batch], dtype: 'int32' };
  return engine.compile(
    'cached-forward',
    ({ ids, positions, logitsAt }: Readonly<Record<string, Tensor>>) => ({
      logits: model.forward(ids!, { training: false, random: {}, cache, positions, logitsAt }),
    }),
    {
      inputs: { ids: { shape: [cache.batch, null], dtype: 'int32' }, positions: rows, logitsAt: rows },
      state: [...variablesOf(model), ...cache.layers.flatMap(({ keys, values }) => [keys, values])],
    },
  );
}

export function variablesOf(model: LanguageModel) {
  return model.parameters.map(({ variable }) => variable);
}

export function randomSpecs(model: LanguageModel, batch: number, length: number): Record<string, TensorSpec> {
  return Object.fromEntries(
    model.randomInputs.map(({ site, shape }) => [
      site,
      { shape: shape(batch, length), dtype: 'float32' as const },
    ]),
  );
}

/** Values of the random inputs: drawn as the runtime draws them, or all 1 without a stream. */
export function randomFeeds(
  model: LanguageModel,
  batch: number,
  length: number,
  rng?: RngStream,
): Record<string, HostTensor> {
  return Object.fromEntries(
    model.randomInputs.map(({ site, rate, shape }) => {
      const size = shape(batch, length);
      const stream = rng?.fork(site);
      const draw = () => (stream === undefined ? 1 : stream.uniform() < rate ? 0 : 1 / (1 - rate));
      return [site, floats(size, Array.from({ length: sizeOf(size) }, draw))];
    }),
  );
}

/** Rows `from` to `to` of the second axis of logits [batch, length, vocabulary], for one batch row. */
export function rowsOf(logits: HostTensor, row: number, from: number, to: number): ArrayLike<number> {
  const [, length, width] = logits.shape as [number, number, number];
  return logits.data.slice((row * length + from) * width, (row * length + to) * width);
}
