// Metric `bits-per-byte`: negative log likelihood in bits over UTF-8 bytes of text. Unlike perplexity it compares across tokenizers.
import { defineMetric, type Metric } from '@codex-ml/plugin-api';
import { bitsPerByteOptions } from './bits-per-byte.options.js';
import { createTokenRatio, finiteLoss, type RatioState } from './token-ratio.js';

export default defineMetric({
  id: 'bits-per-byte',
  apiVersion: '^1.0',
  options: bitsPerByteOptions,
  // a special such as end of text costs bits and stands for no bytes
  create: (): Metric<RatioState> =>
    createTokenRatio({
      better: 'lower',
      over: (batch, i) => finiteLoss('bits-per-byte', batch, i),
      under: (batch, i) => batch.bytes[i]!,
      finish: (natsPerByte) => natsPerByte / Math.LN2,
    }),
});
