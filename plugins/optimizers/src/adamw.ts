// The `std/adamw` optimizer: Adam with decoupled weight decay.
import { defineOptimizer } from '@codex-ml/plugin-api';
import { adamwOptions } from './adamw.options.js';
import { createAdamW } from './updates/adamw-update.js';

export default defineOptimizer({
  id: 'adamw',
  apiVersion: '^1.0',
  options: adamwOptions,
  create: ({ options, tf, parameters, ctx }) => createAdamW(tf, parameters, options, ctx.id),
});
