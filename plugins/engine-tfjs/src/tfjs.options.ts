// Options of the `std/tfjs` engine.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const tfjsOptions = defineOptions({
  device: z
    .enum(['auto', 'wasm', 'cpu'])
    .default('auto')
    .describe('`wasm` (SIMD, one thread), `cpu` (plain JavaScript, slow), or `auto`: wasm, else cpu'),
});
