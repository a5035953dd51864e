// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { adamwOptions } from './adamw.options.js';
import type { constantOptions } from './constant.options.js';
import type { cosineOptions } from './cosine.options.js';
import type { linearOptions } from './linear.options.js';
import type { sgdOptions } from './sgd.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'optimizer:std/adamw': z.input<typeof adamwOptions>;
    'optimizer:std/sgd': z.input<typeof sgdOptions>;
    'schedule:std/constant': z.input<typeof constantOptions>;
    'schedule:std/linear': z.input<typeof linearOptions>;
    'schedule:std/cosine': z.input<typeof cosineOptions>;
  }
}
