// Options of the `std/onnx` engine.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { DEVICES } from './devices/device-support.js';
import { PRECISIONS } from './precision/precisions.js';

export const onnxOptions = defineOptions({
  device: z
    .enum(['auto', ...DEVICES])
    .default('cpu')
    .describe(
      '`cpu`, whose results are the same to the bit each time; `webgpu`, `cuda`, `coreml` or `dml`; or `auto`: cuda or webgpu where there is a graphics processor, else cpu',
    ),
  precision: z
    .enum(PRECISIONS)
    .default('float32')
    .describe(
      'Arithmetic of products of matrices. `mixed-float16` and `mixed-bfloat16` keep weights and everything else in float32',
    ),
  threads: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Threads of one operation. By default one for each physical core; results do not depend on it'),
});
