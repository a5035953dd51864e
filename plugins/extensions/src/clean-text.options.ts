// Options of the extension `clean-text`.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const cleanTextOptions = defineOptions({
  unicode: z
    .enum(['none', 'NFC', 'NFKC'])
    .default('NFC')
    .describe('Unicode normal form of the text; `none` leaves it as it is'),
  lineEnds: z.boolean().default(true).describe('turn CR LF and CR into LF'),
  controls: z.boolean().default(true).describe('remove control characters other than tab and line feed'),
  minimum: z
    .int()
    .min(0)
    .default(0)
    .describe('drop samples with fewer characters than this, counted after cleaning; 0 drops none'),
});
