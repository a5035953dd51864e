// The published encodings of tiktoken: their pattern and their special tokens. The ranks come from files.
import { GPT2_PATTERN, LLAMA3_PATTERN, O200K_PATTERN } from '../../fast/scanners/find-scanner.js';

export interface Encoding {
  readonly pattern: string;
  readonly specialTokens: Readonly<Record<string, number>>;
  /** Number of tokens in its file. */
  readonly ranks: number;
}

/** Patterns by name. That of cl100k is Llama 3's too. */
export const PATTERNS = Object.freeze({ gpt2: GPT2_PATTERN, cl100k: LLAMA3_PATTERN, o200k: O200K_PATTERN });

export const ENCODINGS = Object.freeze({
  gpt2: { pattern: PATTERNS.gpt2, specialTokens: { '<|endoftext|>': 50256 }, ranks: 50256 },
  r50k_base: { pattern: PATTERNS.gpt2, specialTokens: { '<|endoftext|>': 50256 }, ranks: 50256 },
  p50k_base: { pattern: PATTERNS.gpt2, specialTokens: { '<|endoftext|>': 50256 }, ranks: 50280 },
  p50k_edit: {
    pattern: PATTERNS.gpt2,
    specialTokens: {
      '<|endoftext|>': 50256,
      '<|fim_prefix|>': 50281,
      '<|fim_middle|>': 50282,
      '<|fim_suffix|>': 50283,
    },
    ranks: 50280,
  },
  cl100k_base: {
    pattern: PATTERNS.cl100k,
    specialTokens: {
      '<|endoftext|>': 100257,
      '<|fim_prefix|>': 100258,
      '<|fim_middle|>': 100259,
      '<|fim_suffix|>': 100260,
      '<|endofprompt|>': 100276,
    },
    ranks: 100256,
  },
  o200k_base: {
    pattern: PATTERNS.o200k,
    specialTokens: { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 },
    ranks: 199998,
  },
}) satisfies Readonly<Record<string, Encoding>>;

export type EncodingName = keyof typeof ENCODINGS;

export const ENCODING_NAMES: readonly EncodingName[] = Object.freeze(
  Object.keys(ENCODINGS) as EncodingName[],
);

/** The encoding that a file is named after, such as `cl100k_base.tiktoken`, else the one that has as many ranks. */
export function findEncoding(path: string, ranks: number): EncodingName | undefined {
  const name = path.replace(/^.*[\\/]/, '').replace(/\..*$/, '');
  return (
    ENCODING_NAMES.find((known) => known === name) ??
    ENCODING_NAMES.find((known) => ENCODINGS[known].ranks === ranks)
  );
}
