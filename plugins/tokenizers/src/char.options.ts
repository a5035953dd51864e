// Options of the `char` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';

export const charOptions = defineOptions({
  unknown: z
    .enum(['token', 'error'])
    .default('token')
    .describe('a character the corpus does not have becomes `<unk>`, which can be counted, or is an error'),
  specials: specialsOption,
});
