// Options of the `loss-quantile` metric.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const lossQuantileOptions = defineOptions({
  quantile: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.95)
    .describe('share of the tokens whose loss is at most the value; 0.5 gives the median'),
  accuracy: z
    .number()
    .min(0.001)
    .max(0.2)
    .default(0.01)
    .describe('largest relative error of the value; smaller ones keep more numbers'),
});
