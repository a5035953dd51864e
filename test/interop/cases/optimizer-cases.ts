// Optimizers that exist in torch too, on a quadratic bowl: what torch is asked, and how ours runs.

import adamw from '@codex-ml/optimizers/dist/adamw.js';
import sgd from '@codex-ml/optimizers/dist/sgd.js';
import type { Engine, JsonObject, Plugin } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';

/** Positions after each step. */
export type Path = readonly (readonly number[])[];

export interface OptimizerCase {
  readonly plugin: Plugin<'optimizer'>;
  readonly options: JsonObject;
  /** The same in torch's words. */
  readonly torch: { readonly optimizer: string; readonly options: JsonObject };
}

export const BOWL = {
  curvature: [3, 1, 0.5],
  centre: [1, -2, 0.25],
  start: [0.5, 0.75, -1.5],
  steps: 10,
};

export const OPTIMIZER_CASES: Readonly<Record<string, OptimizerCase>> = {
  adamw: {
    plugin: adamw,
    options: { lr: 0.1, beta1: 0.9, beta2: 0.95, weightDecay: 0.1 },
    torch: { optimizer: 'AdamW', options: { lr: 0.1, betas: [0.9, 0.95], weight_decay: 0.1 } },
  },
  adam: {
    plugin: adamw,
    options: { lr: 0.1, weightDecay: 0, eps: 1e-3 },
    torch: { optimizer: 'Adam', options: { lr: 0.1, eps: 1e-3 } },
  },
  'sgd-plain': {
    plugin: sgd,
    options: { lr: 0.1 },
    torch: { optimizer: 'SGD', options: { lr: 0.1 } },
  },
  'sgd-momentum': {
    plugin: sgd,
    options: { lr: 0.1, momentum: 0.9, weightDecay: 0.05 },
    torch: { optimizer: 'SGD', options: { lr: 0.1, momentum: 0.9, weight_decay: 0.05 } },
  },
  'sgd-nesterov': {
    plugin: sgd,
    options: { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05 },
    torch: { optimizer: 'SGD', options: { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.05 } },
  },
};

/** Our path, in float32. */
export async function descendOurs(engine: Engine, { plugin, options }: OptimizerCase): Promise<Path> {
  const { tf } = engine;
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(BOWL.start)));
  const parameter = { name: 'p', variable, decay: true, trainable: true };
  const optimizer = await plugin.create({
    options: plugin.options.parse(options),
    ctx: testContext(),
    tf,
    parameters: [parameter],
  });
  const path: number[][] = [];
  for (let step = 1; step <= BOWL.steps; step++) {
    tf.tidy(() => {
      const gap = tf.sub(variable, tf.tensor1d(BOWL.centre));
      const values = optimizer.scalars({ step, learningRate: optimizer.learningRate });
      const scalars = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, tf.scalar(value)]),
      );
      optimizer.update({ p: tf.mul(gap, tf.tensor1d(BOWL.curvature)) }, scalars);
    });
    path.push([...(await engine.read(variable))]);
  }
  return path;
}
