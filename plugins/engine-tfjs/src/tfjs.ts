// The `std/tfjs` engine: tfjs ops run eagerly on the wasm or cpu backend. tfjs itself is loaded when an engine is made.
import { defineEngine } from '@codex-ml/plugin-api';
import { tfjsOptions } from './tfjs.options.js';

export default defineEngine({
  id: 'tfjs',
  apiVersion: '^1.1',
  options: tfjsOptions,
  async create({ options, ctx }) {
    const { createEngine } = await import('./create-engine.js');
    return createEngine(options.device, ctx);
  },
});
