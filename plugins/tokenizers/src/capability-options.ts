// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { byteOptions } from './byte.options.js';
import type { charOptions } from './char.options.js';
import type { tokenizerJsonOptions } from './tokenizer-json.options.js';
import type { whitespaceOptions } from './whitespace.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'tokenizer:std/char': z.input<typeof charOptions>;
    'tokenizer:std/byte': z.input<typeof byteOptions>;
    'tokenizer:std/tokenizer-json': z.input<typeof tokenizerJsonOptions>;
    'tokenizer:std/whitespace': z.input<typeof whitespaceOptions>;
  }
}
