// Options of what becomes of malformed and empty records, the same in every dataset of records.
import { z } from '@codex-ml/plugin-api';

export interface RecordOptions {
  readonly onError: z.ZodDefault<z.ZodEnum<{ fail: 'fail'; skip: 'skip' }>>;
  readonly maxSkipped: z.ZodDefault<z.ZodNumber>;
  readonly skipEmpty: z.ZodDefault<z.ZodBoolean>;
}

export function recordOptions(skipEmpty: boolean): RecordOptions {
  return {
    onError: z
      .enum(['fail', 'skip'])
      .default('fail')
      .describe('what a malformed record does: stop the run, or be left out and counted in a warning'),
    maxSkipped: z
      .number()
      .min(0)
      .default(0.1)
      .describe(
        'with `onError: skip`, the most that may be malformed: a share below 1, a number of records from 1 on',
      ),
    skipEmpty: z.boolean().default(skipEmpty).describe('leave out texts of nothing but white space'),
  };
}
