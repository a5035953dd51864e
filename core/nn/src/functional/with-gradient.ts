// A function of tensors with a hand-written gradient: tfjs's `customGrad` with a plainer signature.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';

export interface Differentiable {
  readonly value: Tensor;
  /**
   * Tensors the gradient reads. Everything it needs must be listed, inputs too: after the forward pass tfjs disposes
   * whatever is not.
   */
  readonly saved: readonly Tensor[];
  /** @returns one gradient for each input, of the input's shape */
  gradient(dy: Tensor, saved: readonly Tensor[]): readonly Tensor[];
}

/** Evaluate `forward`, whose result depends on `inputs`, and let its own `gradient` replace automatic differentiation. */
export function withGradient(
  ops: TensorOps,
  inputs: readonly Tensor[],
  forward: () => Differentiable,
): Tensor {
  const { tf } = ops;
  const run = tf.customGrad((...args) => {
    const save = args.at(-1) as (tensors: Tensor[]) => void;
    const { value, saved, gradient } = forward();
    save([...saved]);
    return { value, gradFunc: (dy: Tensor, kept: Tensor[]) => [...gradient(dy, kept)] };
  });
  return run(...inputs);
}
