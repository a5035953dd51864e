// Options of the tracker `console`.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const consoleOptions = defineOptions({
  interval: z
    .number()
    .min(0)
    .default(5)
    .describe('least seconds between two progress lines where stderr is not a terminal; 0 prints every step'),
  curve: z.boolean().default(true).describe('draw the loss of the run after it ended'),
});
