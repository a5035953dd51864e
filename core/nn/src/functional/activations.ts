// Elementwise activations with hand-written gradients. Every function keeps the shape of its argument.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

/** An elementwise function. */
export type Activation = (ops: TensorOps, x: Tensor) => Tensor;

const GELU_SLOPE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/**
 * GELU, tanh approximation (Hendrycks and Gimpel 2016): x/2 (1 + tanh(c (x + 0.044715 x³))), c = sqrt(2/pi).
 * Computed as x sigmoid(2c (x + 0.044715 x³)), the same function without the slow tanh.
 */
export function geluTanh(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x], () => {
    const argument = tf.mul(x, tf.add(tf.mul(tf.mul(x, x), 2 * GELU_SLOPE * GELU_CUBIC), 2 * GELU_SLOPE));
    const gate = tf.sigmoid(argument);
    return {
      value: tf.mul(x, gate),
      saved: [x, gate],
      gradient(dy, saved) {
        const [savedX, savedGate] = saved as [Tensor, Tensor];
        // d = gate + x gate (1 - gate) argument', where argument' = 2c (1 + 3 · 0.044715 x²)
        const slope = tf.add(tf.mul(tf.mul(savedX, savedX), 6 * GELU_SLOPE * GELU_CUBIC), 2 * GELU_SLOPE);
        const bend = tf.mul(tf.mul(savedX, tf.sub(1, savedGate)), slope);
        return [tf.mul(dy, tf.mul(savedGate, tf.add(bend, 1)))];
      },
    };
  });
}

/** GELU, exact: x Φ(x) with the normal distribution function Φ. */
export function geluErf(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x], () => {
    const cumulative = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
    return {
      value: tf.mul(x, cumulative),
      saved: [x, cumulative],
      gradient(dy, saved) {
        const [savedX, savedCumulative] = saved as [Tensor, Tensor];
        const density = tf.mul(tf.exp(tf.mul(tf.square(savedX), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return [tf.mul(dy, tf.add(savedCumulative, tf.mul(savedX, density)))];
      },
    };
  });
}

/** SiLU, also called swish: x sigmoid(x). */
export function silu(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x], () => {
    const gate = tf.sigmoid(x);
    const value: Tensor = tf.mul(x, gate);
    return {
      value,
      saved: [gate, value],
      gradient(dy, saved) {
        const [savedGate, savedValue] = saved as [Tensor, Tensor];
        // d = gate + x gate (1 - gate)
        return [tf.mul(dy, tf.add(savedGate, tf.mul(savedValue, tf.sub(1, savedGate))))];
      },
    };
  });
}

/** ReLU² (So et al. 2021): max(x, 0)². */
export function reluSquared(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  return withGradient(ops, [x], () => {
    const positive = tf.relu(x);
    return {
      value: tf.mul(positive, positive),
      saved: [positive],
      gradient: (dy, [savedPositive]) => [tf.mul(dy, tf.mul(savedPositive!, 2))],
    };
  });
}
