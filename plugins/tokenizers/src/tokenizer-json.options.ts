// Options of the `tokenizer-json` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { roleTokensOption } from './role-tokens-option.js';

export const tokenizerJsonOptions = defineOptions({
  path: z
    .string()
    .min(1)
    .describe('a `tokenizer.json`, or the folder of a model that has one; relative to the config'),
  specials: roleTokensOption(
    'tokens of the vocabulary by role; default: what `tokenizer_config.json` or `special_tokens_map.json` beside the file say, else common names',
  ),
});
