// Options of the launcher `local`.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const localOptions = defineOptions({
  grace: z
    .number()
    .min(0)
    .max(3600)
    .default(10)
    .describe('seconds that a cancelled job has to stop by itself before it is killed'),
  logLimitKiB: z
    .int()
    .min(1)
    .default(4096)
    .describe('longest log of a job; where it prints more, the beginning and the end are kept'),
});
