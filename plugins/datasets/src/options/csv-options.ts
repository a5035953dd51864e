// Options of how CSV is read, the same in every dataset that reads it.
import { z } from '@codex-ml/plugin-api';
import { formatExtension } from '../files/extensions.js';
import type { CsvSettings } from '../records/csv-row-cutter.js';

const character: z.ZodString = z.string().refine((text) => text === '\t' || /^[ -~]$/.test(text), {
  message: 'one ASCII character, such as "," or "\t"',
});

export interface CsvOptions {
  readonly delimiter: z.ZodOptional<z.ZodString>;
  readonly quote: z.ZodDefault<z.ZodString>;
  readonly header: z.ZodDefault<z.ZodBoolean>;
}

export const csvOptions: CsvOptions = {
  delimiter: character
    .optional()
    .describe('character between the fields of CSV; by default a tab in `.tsv` files, else a comma'),
  quote: character
    .default('"')
    .describe('character around fields of CSV that hold delimiters, line ends or quotes, which are doubled'),
  header: z.boolean().default(true).describe('whether the first row of CSV names the columns'),
};

/** How one file is read. */
export function csvSettings(
  name: string,
  options: {
    readonly delimiter?: string | undefined;
    readonly quote: string;
    readonly header: boolean;
    readonly maxLineBytes: number;
  },
): CsvSettings {
  const { quote, header, maxLineBytes } = options;
  const delimiter = options.delimiter ?? (formatExtension(name) === 'tsv' ? '\t' : ',');
  return { delimiter, quote, header, maxBytes: maxLineBytes };
}
