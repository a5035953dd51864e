// Options of the `text` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { pathOptions } from './path-options.js';

export const textOptions = defineOptions({
  ...pathOptions,
  newlines: z
    .enum(['lf', 'keep'])
    .default('lf')
    .describe('`lf` turns CRLF and CR into LF; `keep` leaves the text as it is'),
});
