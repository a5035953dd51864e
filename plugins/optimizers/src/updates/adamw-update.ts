// The AdamW update rule. Everything that depends on the step is computed on the host and arrives as scalar tensors.
import type { Optimizer, OptionsOf, Parameter, Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import type { adamwOptions } from '../adamw.options.js';
import { createState, gradientOf, nameState } from './optimizer-state.js';

const SLOTS = ['m', 'v'] as const;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2; Adam after Kingma and Ba 2015), with the decay scaled by the learning
 * rate as PyTorch does:
 *
 *     m <- beta1 m + (1 - beta1) g
 *     v <- beta2 v + (1 - beta2) g²
 *     p <- p (1 - lr weightDecay) - lr mHat / (sqrt(vHat) + eps),  mHat = m / (1 - beta1^t),  vHat = v / (1 - beta2^t)
 *
 * The corrections are moved into two scalars, which leaves one division per parameter:
 * lr mHat / (sqrt(vHat) + eps) = stepSize m / (sqrt(v) + epsilon), stepSize = lr c / (1 - beta1^t), epsilon = eps c,
 * c = sqrt(1 - beta2^t).
 */
export function createAdamW(
  tf: TfCore,
  parameters: readonly Parameter[],
  options: OptionsOf<typeof adamwOptions>,
  id: string,
): Optimizer {
  const { lr, beta1, beta2, eps, weightDecay } = options;
  const trained = createState(tf, parameters, SLOTS);

  return {
    learningRate: lr,
    state: nameState('adamw', trained, SLOTS),
    scalars({ step, learningRate }) {
      const correction = Math.sqrt(1 - beta2 ** step);
      return {
        stepSize: (learningRate * correction) / (1 - beta1 ** step),
        epsilon: eps * correction,
        keep: 1 - learningRate * weightDecay,
      };
    },
    update(gradients, scalars) {
      const { stepSize, epsilon, keep } = scalars as Record<'stepSize' | 'epsilon' | 'keep', Tensor>;
      for (const parameter of trained) {
        tf.tidy(() => {
          const { variable, decay, slots } = parameter;
          const gradient = gradientOf(id, parameter, gradients);
          const m = average(tf, slots.m, gradient, beta1);
          const v = average(tf, slots.v, tf.square(gradient), beta2);
          const change = tf.div(tf.mul(m, stepSize), tf.add(tf.sqrt(v), epsilon));
          const kept = decay && weightDecay > 0 ? tf.mul(variable, keep) : variable;
          variable.assign(tf.sub(kept, change));
        });
      }
    },
  };
}

/** Move the running mean towards `value`, as mean + (1 - beta) (value - mean): one operation less. */
function average(tf: TfCore, mean: Variable, value: Tensor, beta: number): Tensor {
  const next: Tensor = tf.add(mean, tf.mul(tf.sub(value, mean), 1 - beta));
  mean.assign(next);
  return next;
}
