// Options of the extension `prompt-limit`.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const promptLimitOptions = defineOptions({
  characters: z.int().min(1).default(10_000).describe('longest prompt, in UTF-16 units'),
});
