// Scores of vectors against the rows of a table: an output head that shares the embedding's table.
import { codexError, type Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

/**
 * x tableᵀ.
 * @param x [..., width]
 * @param table [rows, width]
 * @returns [..., rows]
 * @throws CML5203 when the last dimension of `x` is not `width`
 */
export function projectOntoRows(ops: TensorOps, x: Tensor, table: Tensor): Tensor {
  const { tf } = ops;
  const [rows, width] = table.shape as [number, number];
  if (x.shape.at(-1) !== width) {
    throw codexError('CML5203', { expected: width, received: `[${x.shape.join(', ')}]` });
  }
  return withGradient(ops, [x, table], () => {
    const flat = tf.reshape(x, [-1, width]); // [N, width]
    const scores = tf.matMul(flat, tf.transpose(table)); // [N, rows]
    return {
      value: tf.reshape(scores, [...x.shape.slice(0, -1), rows]),
      saved: [flat, table],
      gradient(dy, saved) {
        const [savedFlat, savedTable] = saved as [Tensor, Tensor];
        const dScores = tf.reshape(dy, [-1, rows]); // [N, rows]
        const dx = tf.matMul(dScores, savedTable); // [N, width]
        // (xᵀ dy)ᵀ rather than dyᵀ x: dy is the largest array of the whole pass and is not transposed.
        const dTable = tf.transpose(tf.matMul(tf.transpose(savedFlat), dScores)); // [rows, width]
        return [tf.reshape(dx, x.shape), dTable];
      },
    };
  });
}
