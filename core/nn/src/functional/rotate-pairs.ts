// Rotation of coordinate pairs by position-dependent angles: the core of rotary position embeddings.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

/**
 * Rotate each pair (x[i], x[i + headWidth/2]) by its angle: the half-split layout.
 * @param x [batch, heads, length, headWidth]
 * @param cosines [length, headWidth] or [batch, 1, length, headWidth]; both halves alike
 * @param signedSines as `cosines`; the first half negated
 */
export function rotatePairs(ops: TensorOps, x: Tensor, cosines: Tensor, signedSines: Tensor): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x], () => ({
    value: tf.add(tf.mul(x, cosines), tf.mul(swapHalves(ops, x), signedSines)),
    saved: [cosines, signedSines],
    // The transpose of a rotation is the rotation by the negative angle.
    gradient: (dy, saved) => {
      const [savedCosines, savedSines] = saved as [Tensor, Tensor];
      return [tf.sub(tf.mul(dy, savedCosines), tf.mul(swapHalves(ops, dy), savedSines))];
    },
  }));
}

function swapHalves(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  const [first, second] = tf.split(x, 2, -1) as [Tensor, Tensor];
  return tf.concat([second, first], -1);
}
