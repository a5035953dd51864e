// Options of the `jsonl` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { maxLineBytes, newlinesOption, textOptions } from './options/text-options.js';

export const jsonlOptions = defineOptions({
  ...pathOptions,
  field: z.string().min(1).default('text').describe('key that holds the text of each object'),
  ...textOptions,
  newlines: newlinesOption('keep'),
  ...recordOptions(false),
  maxLineBytes,
});
