// Small models with every weight away from its initial value, the batch they are run on, and what ours computes for it.
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import { crossEntropy } from '@codex-ml/nn';
import type { Engine, JsonObject, LanguageModel, Plugin } from '@codex-ml/plugin-api';
import { createRng, type TensorToStore } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';

export interface ModelAnswer {
  /** [1, length, vocabulary], flat */
  readonly logits: readonly number[];
  /** Mean negative log likelihood of the targets, nats. */
  readonly loss: number;
  /** Euclidean norm of the loss's gradient, by parameter. */
  readonly gradientNorms: Readonly<Record<string, number>>;
}

export interface ModelCase {
  readonly plugin: Plugin<'model'>;
  readonly options: JsonObject;
}

const SIZE = { layers: 2, heads: 4, width: 24, context: 16 };
const VOCABULARY = 29;

export const IDS: readonly (readonly number[])[] = [[3, 28, 0, 7, 7, 19, 4, 11, 25, 1, 2, 16]];
export const TARGETS: readonly (readonly number[])[] = [[28, 0, 7, 7, 19, 4, 11, 25, 1, 2, 16, 5]];

export const MODEL_CASES: Readonly<Record<string, ModelCase>> = {
  gpt: { plugin: gpt, options: SIZE },
  'gpt, exact GELU, head of its own, no biases': {
    plugin: gpt,
    options: { ...SIZE, activation: 'gelu-exact', tieEmbeddings: false, bias: false, normEpsilon: 1e-3 },
  },
  'gpt, squared ReLU, narrow feed-forward part': {
    plugin: gpt,
    options: { ...SIZE, activation: 'relu-squared', mlpRatio: 2 },
  },
  llama: { plugin: llama, options: SIZE },
  'llama, grouped queries, head of its own': {
    plugin: llama,
    options: { ...SIZE, kvHeads: 2, tieEmbeddings: false, ropeTheta: 500, hiddenWidth: 40 },
  },
  'llama, one key head, large epsilon': {
    plugin: llama,
    options: { ...SIZE, kvHeads: 1, normEpsilon: 1e-2 },
  },
};

/** The model; matrices are drawn wide enough for attention and activations to bend, gains and biases leave 1 and 0. */
export async function buildCase(engine: Engine, { plugin, options }: ModelCase): Promise<LanguageModel> {
  const model = await plugin.create({
    options: plugin.options.parse({ ...options, initStd: 0.3 }),
    ctx: testContext(),
    tf: engine.tf,
    features: engine.features,
    vocabularySize: VOCABULARY,
    rng: createRng(5),
  });
  for (const { name, variable } of model.parameters) {
    if (variable.rank !== 1) continue;
    const values = await engine.read(variable);
    const noise = createRng(6).fork(name).fillNormal(new Float32Array(values.length), 0, 0.2);
    await engine.write(
      variable,
      noise.map((value, i) => value + values[i]!),
    );
  }
  return model;
}

/** Weights as a model folder stores them. */
export function tensorsOf(engine: Engine, model: LanguageModel): Readonly<Record<string, TensorToStore>> {
  return Object.fromEntries(
    model.parameters.map(({ name, variable }) => [
      name,
      { shape: variable.shape, dtype: 'float32' as const, data: () => engine.read(variable) },
    ]),
  );
}

/** Forward pass, loss and gradients on our side. */
export async function answerOf(
  { tf, features }: Engine,
  { parameters, forward }: LanguageModel,
): Promise<ModelAnswer> {
  const length = IDS[0]!.length;
  const ids = tf.tensor2d(
    IDS.map((row) => [...row]),
    [1, length],
    'int32',
  );
  const targets = tf.tensor2d(
    TARGETS.map((row) => [...row]),
    [1, length],
    'int32',
  );
  const run = () => forward(ids, { training: true, random: {} });
  const logits = tf.tidy(run);
  const { value, grads } = tf.tidy(() =>
    tf.variableGrads(
      () => tf.div(crossEntropy({ tf, features }, run(), targets).sum, length),
      parameters.map(({ variable }) => variable),
    ),
  );
  const norm = async (variableName: string) => Math.hypot(...(await grads[variableName]!.data()));
  const norms: [string, number][] = [];
  for (const { name, variable } of parameters) norms.push([name, await norm(variable.name)]);
  const answer = {
    logits: [...(await logits.data())],
    loss: (await value.data())[0]!,
    gradientNorms: Object.fromEntries(norms),
  };
  tf.dispose([ids, targets, logits, value, grads]);
  return answer;
}
