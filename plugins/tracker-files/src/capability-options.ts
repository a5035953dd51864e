// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { consoleOptions } from './console.options.js';
import type { csvOptions } from './csv.options.js';
import type { ndjsonOptions } from './ndjson.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'tracker:std/console': z.input<typeof consoleOptions>;
    'tracker:std/ndjson': z.input<typeof ndjsonOptions>;
    'tracker:std/csv': z.input<typeof csvOptions>;
  }
}
