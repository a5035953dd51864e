// Between one vector per token and one per token and head. Each is the gradient of the other.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

// Hand-written gradients, since tfjs's own gradient of reshape keeps a copy of its argument.

/** [batch, length, heads · headWidth] -> [batch, heads, length, headWidth] */
export function splitHeads(ops: TensorOps, x: Tensor, heads: number): Tensor {
  return withGradient(ops, [x], () => ({
    value: split(ops, x, heads),
    saved: [],
    gradient: (dy) => [merge(ops, dy)],
  }));
}

/** [batch, heads, length, headWidth] -> [batch, length, heads · headWidth] */
export function mergeHeads(ops: TensorOps, x: Tensor): Tensor {
  return withGradient(ops, [x], () => ({
    value: merge(ops, x),
    saved: [],
    gradient: (dy) => [split(ops, dy, x.shape[1] as number)],
  }));
}

function split({ tf }: TensorOps, x: Tensor, heads: number): Tensor {
  const [batch, length, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

function merge({ tf }: TensorOps, x: Tensor): Tensor {
  const [batch, heads, length, headWidth] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * headWidth]);
}
