// Options of the `tiktoken` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { roleTokensOption } from './role-tokens-option.js';

export const tiktokenOptions = defineOptions({
  path: z.string().min(1).describe('a file of ranks, such as `cl100k_base.tiktoken`; relative to the config'),
  encoding: z
    .enum(['gpt2', 'r50k_base', 'p50k_base', 'p50k_edit', 'cl100k_base', 'o200k_base'])
    .optional()
    .describe(
      'published encoding whose pattern and special tokens belong to the ranks; default: the one the file is named after, else the one with as many ranks',
    ),
  pattern: z
    .string()
    .min(1)
    .optional()
    .describe(
      'how text is cut into words: `gpt2`, `cl100k`, `o200k` or a regular expression; default: that of the encoding',
    ),
  specialTokens: z
    .record(z.string().min(1), z.int().min(0))
    .optional()
    .describe('special tokens and their ids; default: those of the encoding'),
  specials: roleTokensOption('tokens by role; default: what can be told from common names'),
});
