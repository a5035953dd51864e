// std/llama: decoder-only transformer in the style of Llama.
import { defineModel } from '@codex-ml/plugin-api';
import { llamaOptions } from './llama.options.js';

export default defineModel({
  id: 'llama',
  apiVersion: '^1.0',
  options: llamaOptions,
  async create(setup) {
    const { createLlama } = await import('./llama-model.js');
    return createLlama(setup);
  },
});
