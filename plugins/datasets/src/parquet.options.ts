// Options of the `parquet` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { newlinesOption } from './options/text-options.js';

export const parquetOptions = defineOptions({
  ...pathOptions,
  column: z
    .string()
    .min(1)
    .default('text')
    .describe('column that holds the text; `a.b` for field `b` of a nested column `a`'),
  newlines: newlinesOption('keep'),
  ...recordOptions(false),
});
