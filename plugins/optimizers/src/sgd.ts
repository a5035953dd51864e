// The `std/sgd` optimizer: stochastic gradient descent with optional momentum.
import { defineOptimizer } from '@codex-ml/plugin-api';
import { sgdOptions } from './sgd.options.js';
import { createSgd } from './updates/sgd-update.js';

export default defineOptimizer({
  id: 'sgd',
  apiVersion: '^1.0',
  options: sgdOptions,
  create: ({ options, tf, parameters, ctx }) => createSgd(tf, parameters, options, ctx.id),
});
