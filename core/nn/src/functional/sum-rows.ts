// Sum over all but the last dimension: the gradient of anything that was broadcast over rows.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';

/**
 * Sum of the rows of `x`, as a product with a row of ones: backends reduce over the first dimension by transposing first,
 * which costs ten times as much on wasm.
 * @param x [..., columns]
 * @returns [columns]
 */
export function sumRows(ops: TensorOps, x: Tensor): Tensor {
  const { tf } = ops;
  const columns = x.shape[x.rank - 1]!;
  const rows = x.size / columns;
  // [1, rows] @ [rows, columns]
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, columns])), [columns]);
}
