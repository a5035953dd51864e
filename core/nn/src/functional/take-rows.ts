// Rows of a table by index: the embedding lookup.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

/**
 * The gradient adds up with `scatterND`, a kernel that every backend has (tfjs's own gradient of `gather` needs
 * `UnsortedSegmentSum`, which wasm lacks).
 * @param table [rows, width]
 * @param indices int32 of any shape, each in [0, rows)
 * @returns [...indices.shape, width]
 */
export function takeRows(ops: TensorOps, table: Tensor, indices: Tensor): Tensor {
  const { tf } = ops;
  const [rows, width] = table.shape as [number, number];
  const flat = tf.reshape(indices, [-1]); // [N]
  const taken = withGradient(ops, [table], () => ({
    value: tf.gather(table, flat), // [N, width]
    saved: [flat],
    gradient: (dy, [savedFlat]) => [
      tf.scatterND(tf.reshape(savedFlat as Tensor, [-1, 1]), dy, [rows, width]) as Tensor,
    ],
  }));
  return tf.reshape(taken, [...indices.shape, width]);
}
