// The constant mask of plain causal attention.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';

/** Added to scores that must not count: low enough that exp gives exactly 0, finite so that nothing becomes NaN. */
export const MASKED = -1e9;

/** [length, length]: 0 on and below the diagonal, {@link MASKED} above. Built on the host: a constant when traced. */
export function causalMask(ops: TensorOps, length: number): Tensor {
  const { tf } = ops;
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row += 1) mask.fill(MASKED, row * length + row + 1, (row + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}
