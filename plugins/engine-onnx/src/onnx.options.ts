// Options of the `std/onnx` engine.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const onnxOptions = defineOptions({
  device: z.enum(['cpu']).default('cpu').describe('Where programs run: `cpu`'),
  threads: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Threads of one operation. By default one for each physical core; results do not depend on it'),
});
