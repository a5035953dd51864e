// What all layers of one forward pass share about places in the sequence: positions, the causal mask, where a cache is written.
import { codexError, type ForwardPass, type Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { causalMask, MASKED } from './causal-mask.js';

/** Where the pass writes into a cache. */
export interface CacheSlots {
  readonly capacity: number;
  /** [batch, capacity, length]: 1 where a token of the pass goes to a slot, else 0 */
  readonly placement: Tensor;
  /** [batch, 1, capacity, 1]: 0 for slots that are written, 1 for those that keep their content */
  readonly kept: Tensor;
}

export interface SequencePlan {
  readonly batch: number;
  readonly length: number;
  /**
   * int32 [batch, length]: absolute position of each token; absent where rows simply count from 0. Padding behind a row's last
   * token may reach past the context: its position is the last one there is, and no cache slot takes it.
   */
  readonly positions: Tensor | undefined;
  /** Added to attention scores: [length, length], or [batch, 1, length, capacity] with a cache */
  readonly mask: Tensor;
  readonly slots: CacheSlots | undefined;
}

/**
 * Work out places once per pass; every layer then uses the same tensors. Only tensor ops on `positions`: their values are
 * never read, so that the pass can be traced.
 * @param ids int32 [batch, length]
 * @param context longest sequence of the model
 * @throws CML5205 when `length` exceeds the context or the cache, CML5206 when a cache comes without positions,
 * CML5207 when the cache was made for another batch size
 */
export function planSequence(ops: TensorOps, ids: Tensor, pass: ForwardPass, context: number): SequencePlan {
  const { tf } = ops;
  const [batch, length] = ids.shape as [number, number];
  const limit = Math.min(context, pass.cache?.capacity ?? context);
  if (length > limit) throw codexError('CML5205', { length, limit });
  if (pass.cache !== undefined && pass.positions === undefined) throw codexError('CML5206', {});
  if (pass.cache !== undefined && pass.cache.batch !== batch) {
    throw codexError('CML5207', { expected: pass.cache.batch, received: batch });
  }
  if (pass.positions === undefined) {
    return { batch, length, positions: undefined, mask: causalMask(ops, length), slots: undefined };
  }
  const positions = tf.add(
    tf.reshape(pass.positions, [batch, 1]),
    tf.reshape(tf.range(0, length, 1, 'int32'), [1, length]),
  ); // int32 [batch, length]
  const inTable = tf.minimum(positions, tf.scalar(context - 1, 'int32')); // int32 [batch, length]
  if (pass.cache === undefined) {
    return { batch, length, positions: inTable, mask: causalMask(ops, length), slots: undefined };
  }
  const { capacity } = pass.cache;
  const slotNumbers = tf.range(0, capacity, 1, 'int32');
  const placement = tf.cast(
    tf.equal(tf.reshape(slotNumbers, [1, capacity, 1]), tf.reshape(positions, [batch, 1, length])),
    'float32',
  ); // [batch, capacity, length]
  const written = tf.sum(placement, 2); // [batch, capacity]
  const future = tf.cast(
    tf.greater(tf.reshape(slotNumbers, [1, 1, capacity]), tf.reshape(positions, [batch, length, 1])),
    'float32',
  ); // [batch, length, capacity]
  return {
    batch,
    length,
    positions: inTable,
    mask: tf.reshape(tf.mul(future, MASKED), [batch, 1, length, capacity]),
    slots: { capacity, placement, kept: tf.reshape(tf.sub(1, written), [batch, 1, capacity, 1]) },
  };
}
