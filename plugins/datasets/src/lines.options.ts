// Options of the `lines` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { pathOptions } from './path-options.js';

export const linesOptions = defineOptions({
  ...pathOptions,
  skipEmpty: z.boolean().default(true).describe('leave out lines of nothing but white space'),
});
