// Options of conversations, the same in every dataset that gives them.
import { z } from '@codex-ml/plugin-api';

export const systemOption: z.ZodOptional<z.ZodString> = z
  .string()
  .min(1)
  .optional()
  .describe('system prompt of conversations that have none of their own');
