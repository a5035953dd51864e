// A function of tensors with a hand-written gradient: tfjs's `customGrad` with a plainer signature.
import type { Tensor, TfCore } from '@codex-ml/plugin-api';

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
export function withGradient(tf: TfCore, inputs: readonly Tensor[], forward: () => Differentiable): Tensor {
  const run = tf.customGrad((...args) => {
    const save = args.at(-1) as (tensors: Tensor[]) => void;
    const { value, saved, gradient } = forward();
    save([...saved]);
    return { value, gradFunc: (dy: Tensor, kept: Tensor[]) => [...gradient(dy, kept)] };
  });
  return run(...inputs);
}
