// Key/value caches of fixed size. Making them, and writing to them by arithmetic so that shapes never change.
import { codexError, type KvCache, type ModelShape, type Tensor, type Variable } from '@codex-ml/plugin-api';
import { mergeHeads, splitHeads } from '../functional/heads.js';
import type { TensorOps } from '../tensor-ops.js';
import type { CacheSlots } from './plan-sequence.js';

/**
 * Zeroed caches for every layer, each [batch, kvHeads, capacity, headWidth].
 * @param capacity tokens that fit; the model's context by default
 * @throws CML5208 when `capacity` is not an integer in 1..context, CML5209 when `batch` is not a positive integer
 */
export function createKvCache(
  ops: TensorOps,
  shape: ModelShape,
  batch: number,
  capacity: number = shape.context,
): KvCache {
  const { tf } = ops;
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > shape.context) {
    throw codexError('CML5208', { capacity, context: shape.context });
  }
  if (!Number.isInteger(batch) || batch < 1) throw codexError('CML5209', { batch });
  const array = (): Variable => {
    const size: [number, number, number, number] = [
      batch,
      shape.kvHeads,
      capacity,
      shape.width / shape.heads,
    ];
    return tf.tidy(() => tf.variable(tf.zeros(size), false));
  };
  const layers = Array.from({ length: shape.layers }, () => ({ keys: array(), values: array() }));
  return {
    batch,
    capacity,
    layers,
    dispose() {
      for (const { keys, values } of layers) {
        keys.dispose();
        values.dispose();
      }
    },
  };
}

/**
 * Write the tokens of a pass to their slots and return the whole array. Exact: each written slot gets one token times 1
 * plus zeros. Tokens whose position lies beyond the capacity are dropped; the caller sees to it that there are none.
 * @param stored [batch, kvHeads, capacity, headWidth], assigned in place
 * @param fresh [batch, kvHeads, length, headWidth]
 * @returns the new content of `stored`
 */
export function writeToCache(ops: TensorOps, stored: Variable, fresh: Tensor, slots: CacheSlots): Tensor {
  const { tf } = ops;
  const heads = fresh.shape[1] as number;
  const { placement, kept } = slots;
  // [batch, capacity, length] @ [batch, length, heads · headWidth]
  const placed = tf.matMul(placement, mergeHeads(ops, fresh));
  const next: Tensor = tf.add(tf.mul(stored, kept), splitHeads(ops, placed, heads)); // [batch, kvHeads, capacity, headWidth]
  stored.assign(next);
  return next;
}
