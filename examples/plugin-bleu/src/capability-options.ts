// The options of this package as types, so that `defineConfig` checks them while a config is written.
import type { z } from '@codex-ml/plugin-api';
import type { approxBleuOptions } from './approx-bleu.options.js';
import type { bleuOptions } from './bleu.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'metric:acme/approx-bleu': z.input<typeof approxBleuOptions>;
    'metric:acme/bleu': z.input<typeof bleuOptions>;
  }
}
