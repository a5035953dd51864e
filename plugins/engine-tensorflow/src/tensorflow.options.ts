// Options of the `std/tensorflow` engine.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const tensorflowOptions = defineOptions({
  device: z
    .enum(['auto', 'gpu', 'cpu'])
    .default('auto')
    .describe('`gpu` (CUDA), `cpu`, or `auto`: the GPU where TensorFlow finds one, else cpu'),
  package: z
    .enum(['auto', 'tfjs-node-gpu', 'tfjs-node'])
    .default('auto')
    .describe(
      'Package of `@tensorflow` that brings TensorFlow. `auto` takes what is installed and fits the device, `tfjs-node-gpu` first',
    ),
});
