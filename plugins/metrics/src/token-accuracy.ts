// Metric `token-accuracy`: weighted share of places where the most likely token is the target, from 0 to 1.
import { defineMetric, type Metric } from '@codex-ml/plugin-api';
import { tokenAccuracyOptions } from './token-accuracy.options.js';
import { createTokenRatio, type RatioState } from './token-ratio.js';

export default defineMetric({
  id: 'token-accuracy',
  apiVersion: '^1.0',
  options: tokenAccuracyOptions,
  create: (): Metric<RatioState> =>
    createTokenRatio({
      better: 'higher',
      over: (batch, i) => (batch.predictions[i] === batch.targets[i] ? 1 : 0),
      under: () => 1,
      finish: (share) => share,
    }),
});
