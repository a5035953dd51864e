// Options of the extension `ema`.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const emaOptions = defineOptions({
  decay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe('share of the average that an update keeps; 0.999 averages over about the last 1,000 updates'),
  warmup: z
    .boolean()
    .default(true)
    .describe(
      'keep less at first, (1 + n) / (10 + n) after n updates, so that the first weights are soon forgotten',
    ),
  validate: z
    .boolean()
    .default(true)
    .describe('validation during training scores the averages, and the best checkpoint goes by them'),
});
