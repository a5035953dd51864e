// Normalisation over the last dimension with learned gain (and offset), with hand-written gradients.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { sumRows } from './sum-rows.js';
import { withGradient } from './with-gradient.js';

/**
 * Layer normalisation (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) * gain + offset.
 * @param x [..., width]
 * @param gain [width]
 * @param offset [width]
 */
export function normalizeLayer(
  ops: TensorOps,
  x: Tensor,
  gain: Tensor,
  offset: Tensor | undefined,
  epsilon: number,
): Tensor {
  const { tf } = ops;
  return withGradient(ops, offset === undefined ? [x, gain] : [x, gain, offset], () => {
    const centred = tf.sub(x, tf.mean(x, -1, true)); // [..., width]
    const variance = tf.mean(tf.square(centred), -1, true); // [..., 1]
    const scale = tf.rsqrt(tf.add(variance, epsilon)); // [..., 1]
    const unit = tf.mul(centred, scale); // [..., width]
    const scaled = tf.mul(unit, gain);
    return {
      value: offset === undefined ? scaled : tf.add(scaled, offset),
      saved: [unit, scale, gain],
      gradient(dy, saved) {
        const [savedUnit, savedScale, savedGain] = saved as [Tensor, Tensor, Tensor];
        const dUnit = tf.mul(dy, savedGain);
        const along = tf.mean(tf.mul(dUnit, savedUnit), -1, true); // [..., 1]
        const level = tf.mean(dUnit, -1, true); // [..., 1]
        const dx = tf.mul(savedScale, tf.sub(tf.sub(dUnit, level), tf.mul(savedUnit, along)));
        const dGain = sumRows(ops, tf.mul(dy, savedUnit));
        return offset === undefined ? [dx, dGain] : [dx, dGain, sumRows(ops, dy)];
      },
    };
  });
}

/**
 * Root mean square normalisation (Zhang and Sennrich 2019): x / sqrt(mean(x²) + epsilon) * gain.
 * @param x [..., width]
 * @param gain [width]
 */
export function normalizeRms(ops: TensorOps, x: Tensor, gain: Tensor, epsilon: number): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x, gain], () => {
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon)); // [..., 1]
    const unit = tf.mul(x, scale); // [..., width]
    return {
      value: tf.mul(unit, gain),
      saved: [unit, scale, gain],
      gradient(dy, saved) {
        const [savedUnit, savedScale, savedGain] = saved as [Tensor, Tensor, Tensor];
        const dUnit = tf.mul(dy, savedGain);
        const along = tf.mean(tf.mul(dUnit, savedUnit), -1, true); // [..., 1]
        const dx = tf.mul(savedScale, tf.sub(dUnit, tf.mul(savedUnit, along)));
        return [dx, sumRows(ops, tf.mul(dy, savedUnit))];
      },
    };
  });
}
