// Options of the `whitespace` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';

export const whitespaceOptions = defineOptions({
  maxVocabulary: z
    .int()
    .min(5)
    .default(8192)
    .describe('most ids to have, specials included; the rarest words are left out'),
  minFrequency: z
    .int()
    .min(1)
    .default(1)
    .describe('times a word must stand in the corpus to get an id of its own'),
  lowercase: z
    .boolean()
    .default(false)
    .describe('treat upper and lower case alike; decoding is then lower case'),
  specials: specialsOption,
});
