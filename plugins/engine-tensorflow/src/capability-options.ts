// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { tensorflowOptions } from './tensorflow.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'engine:std/tensorflow': z.input<typeof tensorflowOptions>;
  }
}
