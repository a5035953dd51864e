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
  const rows = tf.reshape(x, [-1, inputs]); // [N, inputs]
  const result = withGradient(ops, bias === undefined ? [rows, weight] : [rows, weight, bias], () => {
    const product = tf.matMul(rows, weight); // [N, outputs]
    return {
      value: bias === undefined ? product : tf.add(product, bias),
      saved: [rows, weight],
      gradient(dy, [savedRows, savedWeight]) {
        // Written-out transposes, since matMul's transpose flags are ten times slower on wasm and free elsewhere.
        const dRows = tf.matMul(dy, tf.transpose(savedWeight as Tensor)); // [N, inputs]
        const dWeight = tf.matMul(tf.transpose(savedRows as Tensor), dy); // [inputs, outputs]
        return bias === undefined ? [dRows, dWeight] : [dRows, dWeight, sumRows(ops, dy)];
      },
    };
  });
  return tf.reshape(result, [...x.shape.slice(0, -1), outputs]);
}
