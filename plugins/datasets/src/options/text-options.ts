// Options of how bytes become text, the same in every dataset that reads text files.
import { z } from '@codex-ml/plugin-api';
import { encodingOf } from '../text/encodings.js';

const label: z.ZodString = z
  .string()
  .refine((value) => encodingOf(value) !== undefined, { message: 'no encoding has this name' });

export interface TextOptions {
  readonly encoding: z.ZodDefault<z.ZodString>;
  readonly encodingFallback: z.ZodOptional<z.ZodString>;
}

export const textOptions: TextOptions = {
  encoding: label
    .default('utf-8')
    .describe('encoding of the files, such as `windows-1252`; a byte order mark in a file comes first'),
  encodingFallback: label
    .optional()
    .describe('encoding of files that are not valid in the first one; each such file is named in a message'),
};

export type NewlinesOption = z.ZodDefault<z.ZodEnum<{ keep: 'keep'; lf: 'lf'; crlf: 'crlf' }>>;

/** What becomes of the line ends of texts. */
export function newlinesOption(fallback: 'keep' | 'lf'): NewlinesOption {
  return z
    .enum(['keep', 'lf', 'crlf'])
    .default(fallback)
    .describe('line ends of the texts: `keep` leaves them, `lf` and `crlf` make all of them that kind');
}

export type LengthOption = z.ZodDefault<z.ZodInt>;

export const maxLineBytes: LengthOption = z
  .int()
  .min(1)
  .max(500_000_000)
  .default(1 << 26)
  .describe('longest line or record in bytes; a longer one is malformed, and mostly a file of another kind');
