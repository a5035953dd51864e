// std/gpt: decoder-only transformer in the style of GPT-2.
import { defineModel } from '@codex-ml/plugin-api';
import { gptOptions } from './gpt.options.js';

export default defineModel({
  id: 'gpt',
  apiVersion: '^1.0',
  options: gptOptions,
  async create(setup) {
    const { createGpt } = await import('./gpt-model.js');
    return createGpt(setup);
  },
});
