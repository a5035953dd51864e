// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { bitsPerByteOptions } from './bits-per-byte.options.js';
import type { perplexityOptions } from './perplexity.options.js';
import type { tokenAccuracyOptions } from './token-accuracy.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'metric:std/perplexity': z.input<typeof perplexityOptions>;
    'metric:std/bits-per-byte': z.input<typeof bitsPerByteOptions>;
    'metric:std/token-accuracy': z.input<typeof tokenAccuracyOptions>;
  }
}
