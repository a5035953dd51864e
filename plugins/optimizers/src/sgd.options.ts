// Options of the `std/sgd` optimizer.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const sgdOptions = defineOptions({
  lr: z.number().positive().default(1e-2).describe('base learning rate; the schedule multiplies it'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('decay rate of the running sum of gradients; 0 for none'),
  nesterov: z.boolean().default(false).describe('look ahead along the momentum; needs momentum above 0'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('L2 penalty on weight matrices, added to their gradients; never applied to vectors'),
});
