// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { secretsOptions } from './secrets.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'safety:std/secrets': z.input<typeof secretsOptions>;
  }
}
