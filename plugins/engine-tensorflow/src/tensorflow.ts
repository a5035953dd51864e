// The `std/tensorflow` engine: tfjs ops run eagerly on TensorFlow's own kernels. The package that brings TensorFlow is an optional peer,
// looked for and loaded when an engine is made.
import { defineEngine } from '@codex-ml/plugin-api';
import { tensorflowOptions } from './tensorflow.options.js';

export default defineEngine({
  id: 'tensorflow',
  apiVersion: '^1.1',
  options: tensorflowOptions,
  async create({ options, ctx }) {
    const { createEngine } = await import('./create-engine.js');
    return createEngine(options, ctx);
  },
});
