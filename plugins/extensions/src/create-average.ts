// The average in tensors: `a <- a + (1 - d) (w - a)` after each update, with `d = min(decay, (1 + n) / (10 + n))` while warming up
// (the schedule of TensorFlow's `ExponentialMovingAverage` with `num_updates`). Knows no hooks.
import type { Parameter, TfCore, Variable } from '@codex-ml/plugin-api';

export interface Average {
  /** Updates so far, float32 []; exact up to 2^24, and long past the warmup by then. */
  readonly updates: Variable;
  /** One average per trainable parameter, of its shape, by its name. */
  readonly weights: readonly { readonly name: string; readonly variable: Variable }[];
  /** Take the parameters of now into the average. For use inside a program that lists all these variables as state. */
  follow(): void;
}

/** Begin at the parameters as they are. */
export function createAverage(
  tf: TfCore,
  parameters: readonly Parameter[],
  { decay, warmup }: { readonly decay: number; readonly warmup: boolean },
): Average {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const make = (initial: () => ReturnType<TfCore['tensor']>) => tf.tidy(() => tf.variable(initial(), false));
  const updates = make(() => tf.scalar(0));
  const weights = trainable.map(({ name, variable }) => ({ name, variable: make(() => variable.clone()) }));
  return {
    updates,
    weights,
    follow: () => {
      updates.assign(tf.add(updates, 1));
      const kept = warmup
        ? tf.minimum(decay, tf.div(tf.add(updates, 1), tf.add(updates, 10)))
        : tf.scalar(decay);
      const taken = tf.sub(1, kept);
      for (const [i, { variable }] of trainable.entries()) {
        const average = weights[i]!.variable;
        average.assign(tf.add(average, tf.mul(taken, tf.sub(variable, average))));
      }
    },
  };
}
