// Options of the `text` dataset.
import { defineOptions } from '@codex-ml/plugin-api';
import { pathOptions } from './options/path-options.js';
import { textOptions as encodingOptions, newlinesOption } from './options/text-options.js';

export const textOptions = defineOptions({
  ...pathOptions,
  ...encodingOptions,
  newlines: newlinesOption('lf'),
});
