// Scaled dot-product attention over heads, grouped or not. Knows neither projections nor caches.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';

export interface AttendInputs {
  /** [batch, heads, length, headWidth] */
  readonly queries: Tensor;
  /** [batch, kvHeads, span, headWidth]; query head h reads key head floor(h / (heads / kvHeads)) */
  readonly keys: Tensor;
  /** [batch, kvHeads, span, headWidth] */
  readonly values: Tensor;
  /** Added to the scores; broadcasts to [batch, heads, length, span] */
  readonly mask: Tensor;
  /** Applied to the attention weights [batch, heads, length, span] */
  readonly dropout?: ((weights: Tensor) => Tensor) | undefined;
}

/**
 * softmax(q kᵀ / sqrt(headWidth) + mask) v. Keys are not repeated for grouped queries: the queries of a group are stacked
 * as further rows of one product.
 * @returns [batch, heads, length, headWidth]
 */
export function attend(ops: TensorOps, { queries, keys, values, mask, dropout }: AttendInputs): Tensor {
  const { tf } = ops;
  const [batch, heads, length, headWidth] = queries.shape as [number, number, number, number];
  const [, kvHeads, span] = keys.shape as [number, number, number, number];
  const stackedRows = (heads / kvHeads) * length;
  const scaled = tf.mul(queries, 1 / Math.sqrt(headWidth));
  const stacked = tf.reshape(scaled, [batch, kvHeads, stackedRows, headWidth]);
  const scores = tf.reshape(tf.matMul(stacked, keys, false, true), [batch, heads, length, span]);
  const weights = tf.softmax(tf.add(scores, mask));
  const kept = dropout === undefined ? weights : dropout(weights);
  const mixed = tf.matMul(tf.reshape(kept, [batch, kvHeads, stackedRows, span]), values);
  return tf.reshape(mixed, [batch, heads, length, headWidth]);
}
