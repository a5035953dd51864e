// Gradient clipping by global norm (Pascanu et al. 2013, "On the difficulty of training recurrent neural networks").
import type { Tensor, TfCore } from '@codex-ml/plugin-api';

/**
 * Scale all gradients by min(1, limit / norm), where norm is the L2 norm over all of them together.
 * @param limit 0 switches clipping off; the norm is computed all the same
 */
export function clipByGlobalNorm(
  tf: TfCore,
  gradients: Readonly<Record<string, Tensor>>,
  limit: number,
): { clipped: Readonly<Record<string, Tensor>>; norm: Tensor } {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  if (limit === 0) return { clipped: gradients, norm };
  // A zero norm divides to infinity, which the minimum turns into 1.
  const factor = tf.minimum(tf.scalar(1), tf.div(tf.scalar(limit), norm));
  return {
    clipped: Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]),
    ),
    norm,
  };
}
