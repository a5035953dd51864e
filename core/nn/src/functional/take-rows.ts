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
  return withGradient(ops, [table], () => {
    const flat = tf.reshape(indices, [-1]); // [N]
    return {
      value: tf.reshape(tf.gather(table, flat), [...indices.shape, width]),
      saved: [flat],
      gradient(dy, [savedFlat]) {
        const places = tf.reshape(savedFlat!, [-1, 1]); // int32 [N, 1]
        const summed: Tensor = tf.scatterND(places, tf.reshape(dy, [-1, width]), [rows, width]);
        return [summed];
      },
    };
  });
}
