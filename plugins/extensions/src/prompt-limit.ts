// Extension `prompt-limit`: a guard that refuses long prompts, so that one request cannot take a machine for itself.
import { defineExtension } from '@codex-ml/plugin-api';
import { promptLimitOptions } from './prompt-limit.options.js';

export default defineExtension({
  id: 'prompt-limit',
  apiVersion: '^1.0',
  options: promptLimitOptions,
  setup: ({ options: { characters }, ctx }) => {
    ctx.hooks.tap('generate.prompt', ({ prompt }) => {
      if (prompt.length <= characters) return true;
      ctx.log.warn(`a prompt of ${prompt.length} characters was refused; at most ${characters} are allowed`);
      return false;
    });
  },
});
