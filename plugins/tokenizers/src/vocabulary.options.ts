// Options of the `vocabulary` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { roleTokensOption } from './role-tokens-option.js';
import { DROPPING_PRE_TOKENIZERS, KEEPING_PRE_TOKENIZERS, normalizerOption } from './training-options.js';

export const vocabularyOptions = defineOptions({
  path: z
    .string()
    .min(1)
    .describe('`*.json` with ids by token, or a text file with one token per line, whose ids count from 0'),
  merges: z
    .string()
    .min(1)
    .optional()
    .describe('file with one merge per line, two tokens and a space between them; makes it a BPE model'),
  model: z
    .enum(['auto', 'words', 'bpe', 'wordpiece'])
    .default('auto')
    .describe(
      'what the tokens are: whole words, or parts of words; `auto`: `bpe` with `merges`, else `words`',
    ),
  specials: roleTokensOption(
    'tokens of the vocabulary by role; default: those with common names, such as `<eos>` or `[PAD]`',
  ),
  additionalSpecialTokens: z
    .array(z.string().min(1))
    .default([])
    .describe('further tokens of the vocabulary that are special, such as `[MASK]`'),
  normalizer: normalizerOption([]),
  preTokenizer: z
    .union([
      z.enum([...KEEPING_PRE_TOKENIZERS, ...DROPPING_PRE_TOKENIZERS]),
      z.strictObject({
        pattern: z
          .string()
          .min(1)
          .describe('regular expression, as in `tokenizer.json`: each match is a word'),
      }),
    ])
    .optional()
    .describe(
      'how text is cut into words. Default `whitespace-split` for words, `gpt2` for `bpe`, `bert` for `wordpiece`',
    ),
  byteLevel: z
    .boolean()
    .optional()
    .describe('for `bpe`: whether tokens are spelled in bytes. Default: whether the vocabulary has all 256'),
  prefixSpace: z
    .boolean()
    .default(false)
    .describe('put a space before each text; for byte-level `gpt2` and `metaspace`'),
  continuingPrefix: z
    .string()
    .default('##')
    .describe('for `wordpiece`: what tokens begin with that do not begin a word'),
  maxWordLength: z
    .int()
    .min(1)
    .default(100)
    .describe('for `wordpiece`: words with more characters become the unknown token as a whole'),
})
  .refine(({ model, merges }) => merges === undefined || model === 'auto' || model === 'bpe', {
    path: ['merges'],
    message: 'only `bpe` has merges: leave them out, or set `model: bpe`',
  })
  .refine(({ model, merges }) => merges !== undefined || model !== 'bpe', {
    path: ['model'],
    message: '`bpe` needs `merges`, the file with its merges',
  });
