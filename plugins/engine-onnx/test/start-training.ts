// Small models in training on an engine, for tests: the same weights and batches on each.
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type {
  Engine,
  HostArray,
  HostTensor,
  LanguageModel,
  Optimizer,
  RngStream,
} from '@codex-ml/plugin-api';
import { compileTraining, createRng, type TrainingPrograms } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { floats, ints } from './make-engine.js';

const VOCABULARY = 13;
const [ROWS, LENGTH] = [3, 8];
const SIZES = { layers: 2, heads: 2, width: 16, context: LENGTH };
const MODELS = { gpt, llama };

export interface Training {
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly optimizer: Optimizer;
  readonly programs: TrainingPrograms;
  /** @param lossScale where the engine has `scaled-loss` */
  step(step: number, lossScale?: number): Promise<number>;
  /** Values of all variables: parameters, then optimizer state. */
  values(): Promise<HostArray[]>;
}

export async function startTraining(
  engine: Engine,
  name: keyof typeof MODELS,
  accumulate = 1,
  { documents = false }: { readonly documents?: boolean } = {},
): Promise<Training> {
  const ctx = testContext({ id: 'test' });
  const { tf, features } = engine;
  const rng = createRng(5).fork('model');
  const shared = { ctx, tf, features, vocabularySize: VOCABULARY, rng };
  const model =
    name === 'gpt'
      ? await gpt.create({ ...shared, options: gpt.options.parse(SIZES) })
      : await llama.create({ ...shared, options: llama.options.parse(SIZES) });
  const optimizer = await adamw.create({
    ctx,
    tf,
    options: adamw.options.parse({ lr: 0.01 }),
    parameters: model.parameters,
  });
  const programs = await compileTraining({
    engine,
    model,
    optimizer,
    clip: 1,
    accumulate,
    documents,
    transformGradients: (gradients) => gradients,
    added: [],
    afterUpdate: () => {},
  });
  const feedsOf = (number: number): Record<string, HostTensor> => {
    const draw = createRng(9).fork(`batch-${number}`);
    const ids = Array.from({ length: ROWS * LENGTH }, () => draw.integer(VOCABULARY));
    const shape = [ROWS, LENGTH];
    const feeds: Record<string, HostTensor> = {
      ids: ints(shape, ids),
      targets: ints(
        shape,
        ids.map((id) => (id * 5 + 1) % VOCABULARY),
      ),
      weights: floats(
        shape,
        ids.map(() => 1),
      ),
      scale: floats([], [1 / (ROWS * LENGTH * accumulate)]),
    };
    if (documents) feeds['documents'] = ints(shape, numberDocuments(draw));
    for (const { site, shape: sizeOf } of model.randomInputs) {
      const size = sizeOf(ROWS, LENGTH);
      const count = size.reduce((a, b) => a * b, 1);
      feeds[`random:${site}`] = floats(
        size,
        Array.from({ length: count }, () => 1),
      );
    }
    return feeds;
  };
  return {
    engine,
    model,
    optimizer,
    programs,
    async step(step, lossScale) {
      const batches = Array.from({ length: accumulate }, (_, i) => feedsOf(step * accumulate + i));
      const scalars = optimizer.scalars({ step, learningRate: 0.01 });
      const feeds = Object.fromEntries(
        Object.entries(scalars).map(([key, value]) => [key, floats([], [value])]),
      );
      return (await programs.update(batches, feeds, lossScale)).loss;
    },
    values: async () => {
      const variables = [...model.parameters, ...optimizer.state].map(({ variable }) => variable);
      const values: HostArray[] = [];
      for (const variable of variables) values.push(await engine.read(variable));
      return values;
    },
  };
}

/** Some documents in each row, and some padding. */
function numberDocuments(draw: RngStream): number[] {
  return Array.from({ length: ROWS }, () => {
    const filled = LENGTH - draw.integer(3);
    let number = 1;
    return Array.from({ length: LENGTH }, (_, place) => {
      if (place > 0 && draw.integer(3) === 0) number++;
      return place < filled ? number : 0;
    });
  }).flat();
}

export async function trainSteps(training: Training, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step <= to; step++) losses.push(await training.step(step));
  return losses;
}
