// Scaled dot-product attention over heads, grouped or not. Knows neither projections nor caches.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

export interface AttendInputs {
  /** [batch, heads, length, headWidth] */
  readonly queries: Tensor;
  /** [batch, kvHeads, span, headWidth]; query head h reads key head floor(h / (heads / kvHeads)) */
  readonly keys: Tensor;
  /** [batch, kvHeads, span, headWidth] */
  readonly values: Tensor;
  /** Added to the scores; broadcasts to [batch, heads, length, span] */
  readonly mask: Tensor;
  /** Multiplied with the attention weights [batch, heads, length, span] */
  readonly dropMask?: Tensor | undefined;
}

/**
 * softmax(q kᵀ / sqrt(headWidth) + mask) v. Keys are not repeated for grouped queries: the queries of a group are stacked
 * as further rows of one product. The gradient is written by hand to keep one array of length × span instead of three.
 * @returns [batch, heads, length, headWidth]
 */
export function attend(ops: TensorOps, { queries, keys, values, mask, dropMask }: AttendInputs): Tensor {
  const { tf } = ops;
  const [batch, heads, length, headWidth] = queries.shape as [number, number, number, number];
  const [, kvHeads, span] = keys.shape as [number, number, number, number];
  const rows = (heads / kvHeads) * length;
  const scale = 1 / Math.sqrt(headWidth);
  const perHead = (x: Tensor): Tensor => tf.reshape(x, [batch, heads, length, span]);
  const perGroup = (x: Tensor, columns: number): Tensor => tf.reshape(x, [batch, kvHeads, rows, columns]);

  return withGradient(ops, [queries, keys, values], () => {
    const grouped = perGroup(queries, headWidth);
    const scores = perHead(tf.matMul(grouped, keys, false, true));
    // Scaled here, where a compiled engine does it within the loop of the softmax.
    const weights = tf.softmax(tf.add(tf.mul(scores, scale), mask)); // [batch, heads, length, span]
    const kept = dropMask === undefined ? weights : tf.mul(weights, dropMask);
    const mixed = tf.matMul(perGroup(kept, span), values); // [batch, kvHeads, rows, headWidth]
    return {
      value: tf.reshape(mixed, queries.shape),
      saved: [grouped, keys, values, weights, ...(dropMask === undefined ? [] : [dropMask])],
      gradient(dy, saved) {
        const [savedQueries, savedKeys, savedValues, savedWeights, savedDrop] = saved as [
          Tensor,
          Tensor,
          Tensor,
          Tensor,
          Tensor | undefined,
        ];
        const dMixed = perGroup(dy, headWidth);
        const dKept = perHead(tf.matMul(dMixed, savedValues, false, true));
        const savedKept = savedDrop === undefined ? savedWeights : tf.mul(savedWeights, savedDrop);
        const dValues = tf.matMul(perGroup(savedKept, span), dMixed, true, false);
        const dWeights = savedDrop === undefined ? dKept : tf.mul(dKept, savedDrop);
        // Softmax: weights · (dWeights - sum over span of weights · dWeights)
        const product = tf.mul(savedWeights, dWeights);
        const level = tf.sum(product, -1, true); // [batch, heads, length, 1]
        const dScores = perGroup(tf.mul(tf.sub(product, tf.mul(savedWeights, level)), scale), span);
        const dQueries = tf.matMul(dScores, savedKeys);
        const dKeys = tf.matMul(dScores, savedQueries, true, false);
        return [tf.reshape(dQueries, queries.shape), dKeys, dValues];
      },
    };
  });
}
