// x W + b over the last dimension, as one large matrix product.
import { codexError, type Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { sumRows } from './sum-rows.js';
import { withGradient } from './with-gradient.js';

/**
 * @param x [..., inputs]
 * @param weight [inputs, outputs]
 * @param bias [outputs]
 * @returns [..., outputs]
 * @throws CML5203 when the last dimension of `x` is not `inputs`
 */
export function affine(ops: TensorOps, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const { tf } = ops;
  const [inputs, outputs] = weight.shape as [number, number];
  if (x.shape.at(-1) !== inputs) {
    throw codexError('CML5203', { expected: inputs, received: `[${x.shape.join(', ')}]` });
  }
  return withGradient(ops, bias === undefined ? [x, weight] : [x, weight, bias], () => {
    const rows = tf.reshape(x, [-1, inputs]); // [N, inputs]
    const product = tf.matMul(rows, weight); // [N, outputs]
    const shifted = bias === undefined ? product : tf.add(product, bias);
    return {
      value: tf.reshape(shifted, [...x.shape.slice(0, -1), outputs]),
      saved: [rows, weight],
      gradient(dy, saved) {
        const [savedRows, savedWeight] = saved as [Tensor, Tensor];
        const dRows = tf.reshape(dy, [-1, outputs]); // [N, outputs]
        // Written-out transposes, since matMul's transpose flags are ten times slower on wasm and free elsewhere.
        const dx = tf.matMul(dRows, tf.transpose(savedWeight)); // [N, inputs]
        const dWeight = tf.matMul(tf.transpose(savedRows), dRows); // [inputs, outputs]
        const gradients = [tf.reshape(dx, x.shape), dWeight];
        return bias === undefined ? gradients : [...gradients, sumRows(ops, dRows)];
      },
    };
  });
}
