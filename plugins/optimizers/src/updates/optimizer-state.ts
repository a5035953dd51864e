// What update rules share: the state arrays of the trainable parameters and the check of their gradients.
import {
  codexError,
  type Optimizer,
  type Parameter,
  type Tensor,
  type TfCore,
  type Variable,
} from '@codex-ml/plugin-api';

/** A parameter that is trained, with its state arrays by slot. */
export interface TrainedParameter<Slot extends string> extends Parameter {
  readonly slots: Readonly<Record<Slot, Variable>>;
}

/** Zero-filled float32 state of each trainable parameter's shape; frozen parameters get none. */
export function createState<Slot extends string>(
  tf: TfCore,
  parameters: readonly Parameter[],
  slots: readonly Slot[],
): TrainedParameter<Slot>[] {
  const zeros = ({ variable }: Parameter) =>
    tf.tidy(() => tf.variable(tf.zeros(variable.shape, 'float32'), false));
  return parameters
    .filter(({ trainable }) => trainable)
    .map((parameter) => ({
      ...parameter,
      slots: Object.fromEntries(slots.map((slot) => [slot, zeros(parameter)])) as Record<Slot, Variable>,
    }));
}

/** State arrays under the names that checkpoints use: `<optimizer>.<slot>/<parameter>`, slot by slot. */
export function nameState<Slot extends string>(
  optimizer: string,
  trained: readonly TrainedParameter<Slot>[],
  slots: readonly Slot[],
): Optimizer['state'] {
  return slots.flatMap((slot) =>
    trained.map(({ name, slots: arrays }) => ({
      name: `${optimizer}.${slot}/${name}`,
      variable: arrays[slot],
    })),
  );
}

/**
 * The gradient of a parameter.
 * @param optimizer id for the message
 * @throws CML5301 when it is missing or has another shape
 */
export function gradientOf(
  optimizer: string,
  { name, variable }: Parameter,
  gradients: Readonly<Record<string, Tensor>>,
): Tensor {
  const gradient = gradients[name];
  const fits = gradient?.shape.join() === variable.shape.join();
  if (gradient !== undefined && fits) return gradient;
  const received = gradient === undefined ? 'none' : `[${gradient.shape.join(', ')}]`;
  const expected = `a gradient [${variable.shape.join(', ')}]`;
  throw codexError('CML5301', { optimizer, parameter: name, expected, received });
}
