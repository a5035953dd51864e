// Options of the `bleu` metric.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { scoreOptions } from './score-options.js';

export const bleuOptions = defineOptions({
  ...scoreOptions,
  tokenize: z
    .enum(['13a', 'characters', 'whitespace'])
    .default('13a')
    .describe(
      'what the n-grams are made of: words as mteval-v13a cuts them, characters, or words between spaces',
    ),
  lowercase: z.boolean().default(false).describe('whether capitals count as small letters'),
});
