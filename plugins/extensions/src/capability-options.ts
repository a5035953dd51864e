// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { cleanTextOptions } from './clean-text.options.js';
import type { emaOptions } from './ema.options.js';
import type { promptLimitOptions } from './prompt-limit.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'extension:std/ema': z.input<typeof emaOptions>;
    'extension:std/clean-text': z.input<typeof cleanTextOptions>;
    'extension:std/prompt-limit': z.input<typeof promptLimitOptions>;
  }
}
