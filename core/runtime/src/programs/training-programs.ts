// The compiled parts of an update: one fused program, or gradients and apply apart when an update sums several micro-batches.
import { crossEntropy } from '@codex-ml/nn';
import {
  CodexError,
  codexError,
  type Engine,
  type HostTensor,
  type LanguageModel,
  type Optimizer,
  type Parameter,
  type Program,
  type Scalar,
  type Tensor,
  type TensorSpec,
  type TfCore,
  type Variable,
} from '@codex-ml/plugin-api';
import { INITIAL_LOSS_SCALE } from '../train/loss-scale.js';
import { batchSpecs, randomInputName, randomSpecs, scalarFeed } from './batch-feeds.js';
import { clipByGlobalNorm } from './clip-by-global-norm.js';
import { unlessOverflow } from './unless-overflow.js';

type Feeds = Readonly<Record<string, HostTensor>>;
type Gradients = Readonly<Record<string, Tensor>>;

export interface TrainingSetup {
  readonly engine: Engine;
  readonly model: LanguageModel;
  /** Plugin of the model, for errors. Default: none is named. */
  readonly modelId?: string | undefined;
  readonly optimizer: Optimizer;
  /** Largest global norm; 0 switches clipping off. */
  readonly clip: number;
  readonly accumulate: number;
  /** Whether batches say which document each place belongs to. Default false. */
  readonly documents?: boolean | undefined;
  /** The `grads.ready` hook. */
  readonly transformGradients: (gradients: Gradients) => Gradients;
  /** Variables that `afterUpdate` reads and assigns, beside the parameters. */
  readonly added: readonly Variable[];
  /** What plugins compute after each update. */
  readonly afterUpdate: () => void;
}

export interface UpdateResult {
  /** Weighted mean NLL over the update, in nats. */
  readonly loss: number;
  /** Global norm of the gradients before clipping. Infinite or no number where they overflowed. */
  readonly gradientNorm: number;
}

/** Runs the tensor part of an update. */
export interface TrainingPrograms {
  /**
   * @param microBatches feeds of each micro-batch: tokens, random sites, and `scale` = 1 / (weight of the whole update)
   * @param scalars the optimizer's scalars for this update
   * @param lossScale what the loss is multiplied with on an engine with `scaled-loss`; results are without it
   */
  update(microBatches: readonly Feeds[], scalars: Feeds, lossScale?: number): Promise<UpdateResult>;
  /** Whether the loss is scaled: then an update whose gradients overflow changes nothing. */
  readonly scalesLoss: boolean;
  /** Variables a caller must not touch, beside those of model and optimizer. */
  readonly scratch: readonly Variable[];
  dispose(): void;
}

/** Compile the programs that `accumulate` asks for. */
export async function compileTraining(setup: TrainingSetup): Promise<TrainingPrograms> {
  return setup.accumulate === 1 ? compileFused(setup) : compileAccumulating(setup);
}

async function compileFused(setup: TrainingSetup): Promise<TrainingPrograms> {
  const { engine, model, optimizer } = setup;
  const keys = scalarKeys(optimizer);
  const program = await engine.compile(
    'train-step',
    (inputs: Readonly<Record<string, Tensor>>) => {
      const { loss, gradients } = lossAndGradients(setup, inputs);
      const gradientNorm = applyGradients(setup, gradients, inputs, pick(inputs, keys));
      return { loss, gradientNorm };
    },
    {
      inputs: { ...gradientSpecs(setup), ...scalarSpecs(keys) },
      state: [...variablesOf(model.parameters), ...optimizerVariables(optimizer), ...setup.added],
    },
  );
  return {
    scratch: [],
    scalesLoss: scalesLoss(engine),
    update: async ([feeds], scalars, lossScale) => {
      const result = await program.run({ ...feeds, ...prefixed(scalars), ...scaleFeed(engine, lossScale) });
      return { loss: result.loss.data[0]!, gradientNorm: result.gradientNorm.data[0]! };
    },
    dispose: () => program.dispose(),
  };
}

async function compileAccumulating(setup: TrainingSetup): Promise<TrainingPrograms> {
  const { engine, model, optimizer } = setup;
  const { tf } = engine;
  const trainable = trainableParameters(model);
  const sums = trainable.map((parameter) =>
    tf.tidy(() => tf.variable(tf.zeros(parameter.variable.shape), false)),
  );
  const accumulate: Program<string, 'loss'> = await engine.compile(
    'accumulate-gradients',
    (inputs: Readonly<Record<string, Tensor>>) => {
      const { loss, gradients } = lossAndGradients(setup, inputs);
      trainable.forEach((parameter, i) => {
        sums[i]!.assign(tf.add(sums[i]!, gradients[parameter.name]!));
      });
      return { loss };
    },
    { inputs: gradientSpecs(setup), state: [...variablesOf(model.parameters), ...sums] },
  );
  const keys = scalarKeys(optimizer);
  const apply: Program<string, 'gradientNorm'> = await engine.compile(
    'apply-gradients',
    (inputs: Readonly<Record<string, Tensor>>) => {
      const gradients = Object.fromEntries(
        trainable.map((parameter, i) => [parameter.name, sums[i]! as Tensor]),
      );
      const gradientNorm = applyGradients(setup, gradients, inputs, pick(inputs, keys));
      for (const sum of sums) sum.assign(tf.zerosLike(sum));
      return { gradientNorm };
    },
    {
      inputs: { ...scaleSpecs(setup.engine), ...scalarSpecs(keys) },
      state: [...variablesOf(model.parameters), ...optimizerVariables(optimizer), ...setup.added, ...sums],
    },
  );
  return {
    scratch: sums,
    scalesLoss: scalesLoss(engine),
    update: async (microBatches, scalars, lossScale) => {
      const scale = scaleFeed(engine, lossScale);
      let loss = 0;
      for (const feeds of microBatches) {
        loss += (await accumulate.run({ ...feeds, ...scale })).loss.data[0]!;
      }
      const { gradientNorm } = await apply.run({ ...prefixed(scalars), ...scale });
      return { loss, gradientNorm: gradientNorm.data[0]! };
    },
    dispose: () => {
      accumulate.dispose();
      apply.dispose();
      for (const sum of sums) sum.dispose();
    },
  };
}

/**
 * Loss times `scale`, and its gradient for every trainable parameter, by parameter name. The gradients are those of the loss
 * times the loss scale, where there is one.
 */
function lossAndGradients(
  { engine: { tf, features }, model, modelId }: TrainingSetup,
  inputs: Readonly<Record<string, Tensor>>,
): { loss: Tensor; gradients: Gradients } {
  const random = Object.fromEntries(
    model.randomInputs.map(({ site }) => [site, inputs[randomInputName(site)]!]),
  );
  const trainable = trainableParameters(model);
  const lossScale = inputs[LOSS_SCALE];
  const computeLoss = () => {
    const logits = model.forward(inputs['ids']!, {
      training: true,
      random,
      documents: inputs['documents'],
    });
    const { sum } = crossEntropy({ tf, features }, logits, inputs['targets']!, inputs['weights']);
    const loss = tf.mul<Scalar>(sum, inputs['scale']!);
    return lossScale === undefined ? loss : tf.mul<Scalar>(loss, lossScale);
  };
  const { value, grads } = differentiate(modelId, () =>
    tf.variableGrads(computeLoss, variablesOf(trainable)),
  );
  return {
    loss: lossScale === undefined ? value : tf.div(value, lossScale),
    gradients: Object.fromEntries(
      trainable.map((parameter) => [parameter.name, grads[parameter.variable.name]!]),
    ),
  };
}

/** The model is to blame for gradients that there are not. @throws CML5225 */
function differentiate<T>(plugin: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (CodexError.is(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML5225', { message }, { plugin, cause });
  }
}

/** Clip, let `grads.ready` transform, update, and let plugins follow. Returns the norm before clipping. */
function applyGradients(
  setup: TrainingSetup,
  gradients: Gradients,
  inputs: Gradients,
  scalars: Gradients,
): Tensor {
  const { model, optimizer, added, clip } = setup;
  const { tf } = setup.engine;
  const lossScale = inputs[LOSS_SCALE];
  const plain = lossScale === undefined ? gradients : divideAll(tf, gradients, lossScale);
  const { clipped, norm } = clipByGlobalNorm(tf, plain, clip);
  const update = (): void => {
    optimizer.update(setup.transformGradients(clipped), scalars);
    setup.afterUpdate();
  };
  if (lossScale === undefined) update();
  else {
    const assigned = [...variablesOf(model.parameters), ...optimizerVariables(optimizer), ...added];
    unlessOverflow(tf, norm, assigned, update);
  }
  return norm;
}

function divideAll(tf: TfCore, gradients: Gradients, divisor: Tensor): Gradients {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.div(gradient, divisor)]),
  );
}

function trainableParameters(model: LanguageModel): readonly Parameter[] {
  return model.parameters.filter((parameter) => parameter.trainable);
}

function variablesOf(parameters: readonly Parameter[]): Variable[] {
  return parameters.map((parameter) => parameter.variable);
}

function optimizerVariables(optimizer: Optimizer): Variable[] {
  return optimizer.state.map((entry) => entry.variable);
}

function gradientSpecs({ engine, model, documents = false }: TrainingSetup): Record<string, TensorSpec> {
  const scale: TensorSpec = { shape: [], dtype: 'float32' };
  return { ...batchSpecs(documents), scale, ...scaleSpecs(engine), ...randomSpecs(model.randomInputs) };
}

/** Input of the programs on an engine with `scaled-loss`. */
const LOSS_SCALE = 'lossScale';

function scalesLoss({ features }: Engine): boolean {
  return features.has('scaled-loss');
}

function scaleSpecs(engine: Engine): Record<string, TensorSpec> {
  return scalesLoss(engine) ? { [LOSS_SCALE]: { shape: [], dtype: 'float32' } } : {};
}

function scaleFeed(engine: Engine, lossScale = INITIAL_LOSS_SCALE.factor): Record<string, HostTensor> {
  return scalesLoss(engine) ? { [LOSS_SCALE]: scalarFeed(lossScale) } : {};
}

const SCALAR_PREFIX = 'optimizer:';

function scalarKeys(optimizer: Optimizer): readonly string[] {
  return Object.keys(optimizer.scalars({ step: 1, learningRate: optimizer.learningRate }));
}

function scalarSpecs(keys: readonly string[]): Record<string, TensorSpec> {
  return Object.fromEntries(
    keys.map((key) => [SCALAR_PREFIX + key, { shape: [], dtype: 'float32' as const }]),
  );
}

function prefixed(scalars: Feeds): Record<string, HostTensor> {
  return Object.fromEntries(Object.entries(scalars).map(([key, value]) => [SCALAR_PREFIX + key, value]));
}

function pick(inputs: Readonly<Record<string, Tensor>>, keys: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(keys.map((key) => [key, inputs[SCALAR_PREFIX + key]!]));
}
