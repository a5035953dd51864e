// Options of the `jsonl` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { pathOptions } from './path-options.js';

export const jsonlOptions = defineOptions({
  ...pathOptions,
  field: z.string().min(1).default('text').describe('key that holds the text of each object'),
  onError: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('what a malformed line does: stop the run, or be left out and counted in a warning'),
});
