// Options of the `wordpiece` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';
import {
  additionalSpecialTokensOption,
  alphabetLimitOption,
  countReserved,
  initialAlphabetOption,
  minFrequencyOption,
  normalizerOption,
  preTokenizerOption,
  splitDigitsOption,
  vocabularySizeOption,
} from './training-options.js';

export const wordpieceOptions = defineOptions({
  vocabularySize: vocabularySizeOption(2, 8192),
  minFrequency: minFrequencyOption,
  specials: specialsOption,
  additionalSpecialTokens: additionalSpecialTokensOption,
  normalizer: normalizerOption(['bert']),
  preTokenizer: preTokenizerOption('bert'),
  splitDigits: splitDigitsOption,
  initialAlphabet: initialAlphabetOption,
  alphabetLimit: alphabetLimitOption,
  maxPieceLength: z
    .int()
    .min(2)
    .optional()
    .describe('most characters of a token, the `##` aside. Default any number'),
  maxWordLength: z.int().min(1).default(100).describe('words with more characters become `<unk>` as a whole'),
})
  .refine(({ preTokenizer }) => preTokenizer !== 'metaspace', {
    path: ['preTokenizer'],
    message: '`##` says where words go on, so that words need no mark where they begin: choose another',
  })
  .superRefine((options, context) => {
    const { vocabularySize } = options;
    const { needed, list } = countReserved(options, { unknown: true, bytes: false });
    if (vocabularySize > needed) return;
    context.addIssue({
      code: 'custom',
      path: ['vocabularySize'],
      message: `${vocabularySize} ids leave none to learn, as ${needed} are taken by ${list}`,
    });
  });
