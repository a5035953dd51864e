// Options of the `sentencepiece` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { roleTokensOption } from './role-tokens-option.js';

export const sentencepieceOptions = defineOptions({
  path: z
    .string()
    .min(1)
    .describe(
      'a model of SentencePiece, such as `tokenizer.model`; relative to the config. Files beside it that name special tokens and the chat template are read too',
    ),
  specials: roleTokensOption('tokens by role; default: what files beside the model say, else the model'),
});
