// The update rule of stochastic gradient descent.
import {
  codexError,
  type Optimizer,
  type OptionsOf,
  type Parameter,
  type Tensor,
  type TfCore,
} from '@codex-ml/plugin-api';
import type { sgdOptions } from '../sgd.options.js';
import { createState, gradientOf, nameState, type TrainedParameter } from './optimizer-state.js';

type Slot = 'momentum';

/**
 * SGD with the momentum of Sutskever et al. 2013 in PyTorch's form, where the learning rate stays outside of the buffer:
 *
 *     g <- g + weightDecay p          for parameters with decay
 *     b <- momentum b + g             from b = 0
 *     p <- p - lr b,  or  p - lr (g + momentum b)  with nesterov
 *
 * @throws CML5302 for nesterov without momentum
 */
export function createSgd(
  tf: TfCore,
  parameters: readonly Parameter[],
  options: OptionsOf<typeof sgdOptions>,
  id: string,
): Optimizer {
  const { lr, momentum, nesterov, weightDecay } = options;
  if (nesterov && momentum === 0) throw codexError('CML5302', { optimizer: id }, { plugin: id });
  const slots: readonly Slot[] = momentum > 0 ? ['momentum'] : [];
  const trained = createState(tf, parameters, slots);

  /** The direction to go against; updates the buffer. */
  function direction({ slots: { momentum: buffer } }: TrainedParameter<Slot>, gradient: Tensor): Tensor {
    if (momentum === 0) return gradient;
    const next: Tensor = tf.add(tf.mul(buffer, momentum), gradient);
    buffer.assign(next);
    return nesterov ? tf.add(tf.mul(next, momentum), gradient) : next;
  }

  return {
    learningRate: lr,
    state: nameState('sgd', trained, slots),
    scalars: ({ learningRate }) => ({ stepSize: learningRate }),
    update(gradients, scalars) {
      const stepSize = scalars['stepSize'] as Tensor;
      for (const parameter of trained) {
        tf.tidy(() => {
          const { variable, decay } = parameter;
          const plain = gradientOf(id, parameter, gradients);
          const gradient = decay && weightDecay > 0 ? tf.add(plain, tf.mul(variable, weightDecay)) : plain;
          variable.assign(tf.sub(variable, tf.mul(direction(parameter, gradient), stepSize)));
        });
      }
    },
  };
}
