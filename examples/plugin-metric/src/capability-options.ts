// The options of this package as types, so that `defineConfig` checks them while a config is written.
import type { z } from '@codex-ml/plugin-api';
import type { lossQuantileOptions } from './loss-quantile.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'metric:acme/loss-quantile': z.input<typeof lossQuantileOptions>;
  }
}
