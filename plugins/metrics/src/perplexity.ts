// Metric `perplexity`: exp of the weighted mean negative log likelihood in nats (Jelinek, Mercer, Bahl and Baker 1977). 1 is perfect.
import { defineMetric, type Metric } from '@codex-ml/plugin-api';
import { perplexityOptions } from './perplexity.options.js';
import { createTokenRatio, finiteLoss, type RatioState } from './token-ratio.js';

export default defineMetric({
  id: 'perplexity',
  apiVersion: '^1.0',
  options: perplexityOptions,
  create: (): Metric<RatioState> =>
    createTokenRatio({
      better: 'lower',
      over: (batch, i) => finiteLoss('perplexity', batch, i),
      under: () => 1,
      // exp overflows above 709.78 nats; JSON has no Infinity, so the largest number stands for "beyond all bounds"
      finish: (mean) => Math.min(Math.exp(mean), Number.MAX_VALUE),
    }),
});
