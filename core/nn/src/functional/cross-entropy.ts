// Next-token loss: negative log likelihood of the targets, stable for any logits, with weights and an ignored target.
import type { Tensor } from '@codex-ml/plugin-api';
import type { TensorOps } from '../tensor-ops.js';
import { withGradient } from './with-gradient.js';

/** Target that carries no loss. */
export const IGNORED_TARGET = -100;

export interface CrossEntropy {
  /** Scalar: sum of weight · nll. The caller divides by what it wants the mean over. */
  readonly sum: Tensor;
  /** Negative log likelihood of each target in nats, unweighted, of the targets' shape; 0 where ignored. */
  readonly nll: Tensor;
}

/**
 * Neither pass builds a one-hot matrix from the targets: the forward pass picks single logits, the gradient subtracts
 * single numbers from the softmax.
 * @param logits [..., vocabulary]
 * @param targets int32 [...]: a token id below `vocabulary`, or -100 for no loss
 * @param weights float32 [...]: weight of each target in the sum; 1 by default
 */
export function crossEntropy(
  ops: TensorOps,
  logits: Tensor,
  targets: Tensor,
  weights?: Tensor,
): CrossEntropy {
  const { tf } = ops;
  const nll = tokenNll(ops, logits, targets);
  const sum = tf.sum(weights === undefined ? nll : tf.mul(nll, weights));
  return { sum, nll };
}

/** [..., vocabulary], int32 [...] -> [...] */
function tokenNll(ops: TensorOps, logits: Tensor, shapedTargets: Tensor): Tensor {
  const { tf } = ops;
  const vocabulary = logits.shape.at(-1) as number;
  const count = shapedTargets.size;
  return withGradient(ops, [logits], () => {
    const flat = tf.reshape(logits, [count, vocabulary]);
    const targets = tf.reshape(shapedTargets, [count]);
    const counts = tf.cast(tf.notEqual(targets, tf.scalar(IGNORED_TARGET, 'int32')), 'float32'); // [N]
    const safeTargets = tf.maximum(targets, tf.scalar(0, 'int32')); // [N]
    const places = tf.stack([tf.range(0, count, 1, 'int32'), safeTargets], 1); // int32 [N, 2]
    const largest = tf.max(flat, -1, true); // [N, 1]
    const exponentials = tf.exp(tf.sub(flat, largest)); // [N, vocabulary], at most 1
    const total = tf.sum(exponentials, -1); // [N], at least 1
    const shifted = tf.sub(tf.gatherND(flat, places), tf.reshape(largest, [count])); // [N]
    const nll = tf.mul(tf.sub(tf.log(total), shifted), counts); // [N]
    return {
      value: tf.reshape(nll, shapedTargets.shape),
      saved: [exponentials, total, places, counts],
      gradient(dy, saved) {
        const [savedExponentials, savedTotal, savedPlaces, savedCounts] = saved as [
          Tensor,
          Tensor,
          Tensor,
          Tensor,
        ];
        const scale = tf.mul(tf.reshape(dy, [count]), savedCounts); // [N]
        const spread = tf.mul(savedExponentials, tf.expandDims(tf.div(scale, savedTotal), 1));
        const atTargets = tf.scatterND(savedPlaces, scale, [count, vocabulary]);
        return [tf.reshape(tf.sub(spread, atTargets), logits.shape)];
      },
    };
  });
}
