// Options of the `lines` dataset.
import { defineOptions } from '@codex-ml/plugin-api';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { maxLineBytes, textOptions } from './options/text-options.js';

export const linesOptions = defineOptions({
  ...pathOptions,
  ...textOptions,
  ...recordOptions(true),
  maxLineBytes,
});
