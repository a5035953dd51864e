// Options that the trained tokenizers have in common. Which of them a tokenizer has, and their defaults, is its own affair.
import { z } from '@codex-ml/plugin-api';

export const NORMALIZERS = [
  'nfc',
  'nfd',
  'nfkc',
  'nfkd',
  'nmt',
  'lowercase',
  'strip-accents',
  'strip',
  'bert',
  'bert-cased',
] as const;

/** Ways of cutting that keep all of the text, so that it can be put together again. */
export const KEEPING_PRE_TOKENIZERS = ['gpt2', 'cl100k', 'qwen2', 'o200k', 'metaspace', 'none'] as const;
/** Ways of cutting that leave white space out. */
export const DROPPING_PRE_TOKENIZERS = ['bert', 'whitespace', 'whitespace-split'] as const;

export type NormalizerName = (typeof NORMALIZERS)[number];
export type PreTokenizerName =
  | (typeof KEEPING_PRE_TOKENIZERS)[number]
  | (typeof DROPPING_PRE_TOKENIZERS)[number];

const patternChoice = z.strictObject({
  pattern: z.string().min(1).describe('regular expression, as in `tokenizer.json`: each match is a word'),
});

export const vocabularySizeOption = (least: number, size: number) =>
  z.int().min(least).default(size).describe('most ids to have: special tokens, alphabet and what is learned');

export const minFrequencyOption = z
  .int()
  .min(1)
  .default(2)
  .describe('times a pair of tokens must stand in the corpus to become a token');

export const additionalSpecialTokensOption = z
  .array(z.string().min(2))
  .default([])
  .describe('further special tokens, such as `<|im_start|>`; they get the ids behind `specials`');

export const initialAlphabetOption = z
  .string()
  .default('')
  .describe('characters that get a token of their own even where the corpus lacks them');

export const alphabetLimitOption = z
  .int()
  .min(1)
  .optional()
  .describe('most characters with a token of their own; the rarest are left out. Default no limit');

export const normalizerOption = (names: NormalizerName[]) =>
  z
    .array(z.enum(NORMALIZERS))
    .default(names)
    .describe('what happens to text first, in this order; `bert` cleans, parts Chinese and lowers case');

export const keepingPreTokenizerOption = (name: (typeof KEEPING_PRE_TOKENIZERS)[number]) =>
  z
    .union([z.enum(KEEPING_PRE_TOKENIZERS), patternChoice])
    .default(name)
    .describe('how text is cut into words, over whose ends no token reaches; a name or a `pattern`');

export const preTokenizerOption = (name: PreTokenizerName) =>
  z
    .union([z.enum([...KEEPING_PRE_TOKENIZERS, ...DROPPING_PRE_TOKENIZERS]), patternChoice])
    .default(name)
    .describe('how text is cut into words, over whose ends no token reaches; a name or a `pattern`');

export const splitDigitsOption = z
  .boolean()
  .default(false)
  .describe('make every digit a word, so that no token has more than one');

export const prefixSpaceOption = (on: boolean) =>
  z
    .boolean()
    .default(on)
    .describe(
      'put a space before each text, so that its first word is like others; for `gpt2` and `metaspace`',
    );

export const byteFallbackOption = (on: boolean) =>
  z
    .boolean()
    .default(on)
    .describe('spell characters without a token in bytes, which takes 256 ids, instead of `<unk>`');

/** How many characters tokens may have; the description says what counts as one. */
export const maxPieceLengthDoc = 'most characters of a token';

export interface SizeOptions {
  readonly vocabularySize: number;
  readonly specials: readonly string[];
  readonly additionalSpecialTokens: readonly string[];
  readonly initialAlphabet?: string;
}

/** Ids that are taken before anything is learned, and what they are, as far as the options alone tell. */
export function countReserved(
  options: SizeOptions,
  parts: { readonly unknown: boolean; readonly bytes: boolean },
): { readonly needed: number; readonly list: string } {
  const counts: [string, number][] = [
    ['special tokens', new Set(options.specials).size + new Set(options.additionalSpecialTokens).size],
    ['unknown token', parts.unknown ? 1 : 0],
    ['bytes', parts.bytes ? 256 : 0],
    ['characters of `initialAlphabet`', new Set(options.initialAlphabet ?? '').size],
  ];
  return {
    needed: counts.reduce((sum, [, count]) => sum + count, 0),
    list: counts
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`)
      .join(', '),
  };
}
