// Where layers declare what they need: parameters, random inputs and child scopes. Built once per model; knows no architecture.
import {
  codexError,
  type Parameter,
  type RandomInput,
  type RngStream,
  type Variable,
} from '@codex-ml/plugin-api';
import type { Initializer } from './initializers.js';
import type { TensorOps } from './tensor-ops.js';

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initial: Initializer;
  /** Whether weight decay applies. Default: true for two and more dimensions, false for vectors. */
  readonly decay?: boolean;
}

/** A named place in the model. Layers get one and declare their parameters in it. */
export interface ModuleScope extends TensorOps {
  /** Dotted path, such as `blocks.0.attention`; empty at the root. */
  readonly path: string;
  /** The scope `name` below this one; `name` may itself be dotted. */
  child(name: string): ModuleScope;
  /**
   * Declare a parameter. Its initial value depends only on the model's seed and on the parameter's full name.
   * @throws CML5201 when the name is taken
   */
  parameter(name: string, spec: ParameterSpec): Variable;
  /**
   * Declare a random input; returns its full site name.
   * @throws CML5202 when the name is taken
   */
  randomInput(name: string, spec: Omit<RandomInput, 'site'>): string;
}

export interface ModelBuilder {
  readonly scope: ModuleScope;
  /** Everything declared so far, in order of declaration. */
  readonly parameters: readonly Parameter[];
  readonly randomInputs: readonly RandomInput[];
}

export interface ModelBuilderSetup extends TensorOps {
  readonly rng: RngStream;
}

/** Start a model: the root scope and the lists that fill up while layers are made in it. */
export function createModelBuilder(setup: ModelBuilderSetup): ModelBuilder {
  const parameters: Parameter[] = [];
  const randomInputs: RandomInput[] = [];
  return { scope: openScope(setup, '', parameters, randomInputs), parameters, randomInputs };
}

function openScope(
  setup: ModelBuilderSetup,
  path: string,
  parameters: Parameter[],
  randomInputs: RandomInput[],
): ModuleScope {
  const { tf, features, rng } = setup;
  const fullName = (name: string) => (path === '' ? name : `${path}.${name}`);
  return {
    tf,
    features,
    path,
    child: (name) => openScope(setup, fullName(name), parameters, randomInputs),
    parameter(localName, spec) {
      const name = fullName(localName);
      if (parameters.some((parameter) => parameter.name === name)) throw codexError('CML5201', { name });
      const size = spec.shape.reduce((product, length) => product * length, 1);
      const values = spec.initial(new Float32Array(size), rng.fork(name));
      // The variable has no tfjs name: those are global to the process, ours are per model.
      const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...spec.shape], 'float32'), true));
      const decay = spec.decay ?? spec.shape.length > 1;
      parameters.push({ name, variable, decay, trainable: true });
      return variable;
    },
    randomInput(localName, spec) {
      const site = fullName(localName);
      if (randomInputs.some((input) => input.site === site)) throw codexError('CML5202', { site });
      randomInputs.push({ site, ...spec });
      return site;
    },
  };
}
