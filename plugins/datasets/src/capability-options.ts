// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { chatOptions } from './chat.options.js';
import type { csvOptions } from './csv.options.js';
import type { instructionOptions } from './instruction.options.js';
import type { jsonlOptions } from './jsonl.options.js';
import type { linesOptions } from './lines.options.js';
import type { mixtureOptions } from './mixture.options.js';
import type { mobyDickOptions } from './moby-dick.options.js';
import type { parquetOptions } from './parquet.options.js';
import type { textOptions } from './text.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'dataset:std/text': z.input<typeof textOptions>;
    'dataset:std/lines': z.input<typeof linesOptions>;
    'dataset:std/jsonl': z.input<typeof jsonlOptions>;
    'dataset:std/csv': z.input<typeof csvOptions>;
    'dataset:std/parquet': z.input<typeof parquetOptions>;
    'dataset:std/chat': z.input<typeof chatOptions>;
    'dataset:std/instruction': z.input<typeof instructionOptions>;
    'dataset:std/mixture': z.input<typeof mixtureOptions>;
    'dataset:std/moby-dick': z.input<typeof mobyDickOptions>;
  }
}
