// Options of the `unigram` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';
import {
  additionalSpecialTokensOption,
  byteFallbackOption,
  countReserved,
  initialAlphabetOption,
  keepingPreTokenizerOption,
  normalizerOption,
  prefixSpaceOption,
  splitDigitsOption,
  vocabularySizeOption,
} from './training-options.js';

export const unigramOptions = defineOptions({
  vocabularySize: vocabularySizeOption(2, 8192),
  specials: specialsOption,
  additionalSpecialTokens: additionalSpecialTokensOption,
  normalizer: normalizerOption([]),
  preTokenizer: keepingPreTokenizerOption('metaspace'),
  splitDigits: splitDigitsOption,
  prefixSpace: prefixSpaceOption(true),
  initialAlphabet: initialAlphabetOption,
  characterCoverage: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9995)
    .describe('share of the corpus whose characters get a token of their own, the most frequent first'),
  byteFallback: byteFallbackOption(true),
  maxPieceLength: z.int().min(2).max(256).default(16).describe('most characters of a token'),
  seedSize: z
    .int()
    .min(1)
    .default(1_000_000)
    .describe('most substrings of the corpus to begin with, before the useless ones are dropped'),
  shrinkingFactor: z
    .number()
    .min(0.1)
    .max(0.95)
    .default(0.75)
    .describe('share of the pieces that stays each time some are dropped'),
})
  .refine(({ prefixSpace, preTokenizer }) => !prefixSpace || preTokenizer === 'metaspace', {
    path: ['prefixSpace'],
    message: 'only `metaspace` can put a space before a text: set `prefixSpace: false`',
  })
  .superRefine((options, context) => {
    const { byteFallback, vocabularySize } = options;
    const { needed, list } = countReserved(options, { unknown: true, bytes: byteFallback });
    if (vocabularySize > needed) return;
    context.addIssue({
      code: 'custom',
      path: ['vocabularySize'],
      message: `${vocabularySize} ids leave none to learn, as ${needed} are taken by ${list}`,
    });
  });
