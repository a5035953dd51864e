// Rotation of coordinate pairs by position-dependent angles: the core of rotary position embeddings.
import type { Tensor, TfCore } from '@codex-ml/plugin-api';
import { withGradient } from './with-gradient.js';

/**
 * Rotate each pair (x[i], x[i + headWidth/2]) by its angle: the half-split layout.
 * @param x [batch, length, heads, headWidth]
 * @param cosines [length, 1, headWidth] or [batch, length, 1, headWidth]; both halves alike
 * @param signedSines as `cosines`; the first half negated
 */
export function rotatePairs(tf: TfCore, x: Tensor, cosines: Tensor, signedSines: Tensor): Tensor {
  return withGradient(tf, [x], () => ({
    value: tf.add(tf.mul(x, cosines), tf.mul(swapHalves(tf, x), signedSines)),
    saved: [cosines, signedSines],
    // The transpose of a rotation is the rotation by the negative angle.
    gradient: (dy, saved) => {
      const [savedCosines, savedSines] = saved as [Tensor, Tensor];
      return [tf.sub(tf.mul(dy, savedCosines), tf.mul(swapHalves(tf, dy), savedSines))];
    },
  }));
}

function swapHalves(tf: TfCore, x: Tensor): Tensor {
  const [first, second] = tf.split(x, 2, -1) as [Tensor, Tensor];
  return tf.concat([second, first], -1);
}
