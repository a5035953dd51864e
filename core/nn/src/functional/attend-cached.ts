// Attention of one new token per row over a key/value cache, as one kernel of engines that have it.
import type { Tensor, Variable } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';

/** The feature of engines that have the kernel, and the kernel's name. */
const KERNEL = 'fused-cached-attention';

/** Head widths that the kernel takes are multiples of this. */
const WIDTH_STEP = 8;

export interface AttendCachedInputs {
  /** [batch, heads, 1, headWidth] */
  readonly queries: Tensor;
  /** [batch, kvHeads, 1, headWidth] */
  readonly keys: Tensor;
  /** [batch, kvHeads, 1, headWidth] */
  readonly values: Tensor;
  /** [batch, kvHeads, capacity, headWidth], written at the positions. */
  readonly stored: { readonly keys: Variable; readonly values: Variable };
  /** int32 [batch]: place of each row's token; what lies before it in the cache is attended to, and the token itself. */
  readonly positions: Tensor;
}

/** Whether {@link attendCached} can be called for queries of this shape: one token per row, on an engine with the kernel. */
export function canAttendCached({ features }: TensorOps, queries: Tensor): boolean {
  const [, , length, headWidth] = queries.shape as [number, number, number, number];
  return features.has(KERNEL) && length === 1 && headWidth % WIDTH_STEP === 0;
}

/**
 * The same result as writing the token to the cache and attending to everything up to it. Has no gradient.
 * @returns [batch, heads, 1, headWidth]
 */
export function attendCached({ tf }: TensorOps, inputs: AttendCachedInputs): Tensor {
  const { queries, keys, values, stored, positions } = inputs;
  const given = {
    queries,
    keys,
    values,
    storedKeys: stored.keys,
    storedValues: stored.values,
    positions,
  };
  const [mixed, nextKeys, nextValues] = tf.engine().runKernel<[Tensor, Tensor, Tensor]>(KERNEL, given);
  stored.keys.assign(nextKeys);
  stored.values.assign(nextValues);
  return mixed;
}
