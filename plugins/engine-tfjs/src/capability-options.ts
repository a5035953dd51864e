// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { tfjsOptions } from './tfjs.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'engine:std/tfjs': z.input<typeof tfjsOptions>;
  }
}
