// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { gptOptions } from './gpt.options.js';
import type { llamaOptions } from './llama.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'model:std/gpt': z.input<typeof gptOptions>;
    'model:std/llama': z.input<typeof llamaOptions>;
  }
}
