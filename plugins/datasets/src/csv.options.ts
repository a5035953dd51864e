// Options of the `csv` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { csvOptions as formatOptions } from './options/csv-options.js';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { maxLineBytes, newlinesOption, textOptions } from './options/text-options.js';

export const csvOptions = defineOptions({
  ...pathOptions,
  column: z
    .union([z.string().min(1), z.int().min(1)])
    .default('text')
    .describe('column that holds the text: its name, or its number from 1 on'),
  ...formatOptions,
  ...textOptions,
  newlines: newlinesOption('keep'),
  ...recordOptions(false),
  maxLineBytes,
}).refine(({ column, header }) => header || typeof column === 'number', {
  path: ['column'],
  message: 'without a header columns have numbers alone: write `column: 1` for the first',
});
