// Options of the `bpe` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';
import {
  additionalSpecialTokensOption,
  alphabetLimitOption,
  byteFallbackOption,
  countReserved,
  DROPPING_PRE_TOKENIZERS,
  initialAlphabetOption,
  minFrequencyOption,
  normalizerOption,
  prefixSpaceOption,
  preTokenizerOption,
  splitDigitsOption,
  vocabularySizeOption,
} from './training-options.js';

export const bpeOptions = defineOptions({
  vocabularySize: vocabularySizeOption(2, 8192),
  minFrequency: minFrequencyOption,
  specials: specialsOption,
  additionalSpecialTokens: additionalSpecialTokensOption,
  byteLevel: z
    .boolean()
    .default(true)
    .describe('build tokens of the 256 bytes instead of characters: no text is unknown, nothing is lost'),
  normalizer: normalizerOption([]),
  preTokenizer: preTokenizerOption('gpt2'),
  splitDigits: splitDigitsOption,
  prefixSpace: prefixSpaceOption(false),
  initialAlphabet: initialAlphabetOption,
  alphabetLimit: alphabetLimitOption,
  byteFallback: byteFallbackOption(false),
  maxPieceLength: z
    .int()
    .min(2)
    .optional()
    .describe('most characters of a token, or bytes where `byteLevel` is set. Default any number'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'probability with which each merge is passed over at each step (BPE-dropout), in the training split alone, drawn anew for each epoch',
    ),
})
  .refine(({ byteLevel, initialAlphabet }) => !byteLevel || initialAlphabet === '', {
    path: ['initialAlphabet'],
    message: 'all bytes have a token already: leave it out, or set `byteLevel: false`',
  })
  .refine(({ byteLevel, alphabetLimit }) => !byteLevel || alphabetLimit === undefined, {
    path: ['alphabetLimit'],
    message: 'all bytes must have a token: leave it out, or set `byteLevel: false`',
  })
  .refine(({ byteLevel, byteFallback }) => !byteLevel || !byteFallback, {
    path: ['byteFallback'],
    message: 'all bytes have a token already: leave it out, or set `byteLevel: false`',
  })
  .refine(
    ({ byteLevel, preTokenizer }) =>
      !byteLevel || (preTokenizer !== 'metaspace' && !isDropping(preTokenizer)),
    {
      path: ['preTokenizer'],
      message:
        'bytes are put together again as they are, white space included: choose another, or set `byteLevel: false`',
    },
  )
  .refine(({ byteFallback, preTokenizer }) => !byteFallback || !isDropping(preTokenizer), {
    path: ['byteFallback'],
    message: 'bytes cannot mark where words end, which this `preTokenizer` needs',
  })
  .refine(
    ({ prefixSpace, preTokenizer, splitDigits, byteLevel }) =>
      !prefixSpace || preTokenizer === 'metaspace' || (preTokenizer === 'gpt2' && byteLevel && !splitDigits),
    {
      path: ['prefixSpace'],
      message: 'only `metaspace`, and byte-level `gpt2` without `splitDigits`, can put a space before a text',
    },
  )
  .superRefine((options, context) => {
    const { byteLevel, byteFallback, vocabularySize } = options;
    const { needed, list } = countReserved(options, {
      unknown: !byteLevel && !byteFallback,
      bytes: byteLevel || byteFallback,
    });
    if (vocabularySize > needed) return;
    context.addIssue({
      code: 'custom',
      path: ['vocabularySize'],
      message: `${vocabularySize} ids leave none to learn, as ${needed} are taken by ${list}`,
    });
  });

function isDropping(preTokenizer: unknown): boolean {
  return (DROPPING_PRE_TOKENIZERS as readonly unknown[]).includes(preTokenizer);
}
