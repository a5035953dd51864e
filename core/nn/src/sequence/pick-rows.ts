// One row per sequence, for passes that want the logits of a single place.
import type { Tensor } from '@codex-ml/plugin-api';
import { takeRows } from '../functional/take-rows.js';
import type { TensorOps } from '../tensor-ops.js';

/**
 * @param x [batch, length, width]
 * @param indices int32 [batch], each in [0, length)
 * @returns [batch, 1, width]
 */
export function pickRows(ops: TensorOps, x: Tensor, indices: Tensor): Tensor {
  const { tf } = ops;
  const [batch, length, width] = x.shape as [number, number, number];
  const starts = tf.range(0, batch * length, length, 'int32'); // [batch]
  const picked = takeRows(ops, tf.reshape(x, [batch * length, width]), tf.add(starts, indices)); // [batch, width]
  return tf.reshape(picked, [batch, 1, width]);
}
