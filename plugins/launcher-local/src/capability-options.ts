// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { localOptions } from './local.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'launcher:std/local': z.input<typeof localOptions>;
  }
}
