// Options of the `std/adamw` optimizer.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const adamwOptions = defineOptions({
  lr: z.number().positive().default(1e-3).describe('base learning rate; the schedule multiplies it'),
  beta1: z.number().min(0).lt(1).default(0.9).describe('decay rate of the mean of the gradients'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('decay rate of the mean of the squared gradients'),
  eps: z.number().positive().default(1e-8).describe('added to the denominator of the update'),
  weightDecay: z
    .number()
    .min(0)
    .default(0.01)
    .describe(
      'decoupled decay of weight matrices, multiplied by the learning rate; never applied to vectors',
    ),
});
