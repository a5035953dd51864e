// Options of the `chat` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { systemOption } from './options/conversation-options.js';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { maxLineBytes, newlinesOption, textOptions } from './options/text-options.js';

export const chatOptions = defineOptions({
  ...pathOptions,
  field: z
    .string()
    .min(1)
    .optional()
    .describe('field that holds the turns; by default `messages`, `conversations` or `conversation`'),
  system: systemOption,
  roles: z
    .record(z.string().min(1), z.enum(['system', 'user', 'assistant', 'tool']))
    .default({})
    .describe('what other names of roles stand for, such as `{ narrator: assistant }`'),
  assistantFirst: z
    .enum(['fail', 'drop', 'keep'])
    .default('fail')
    .describe(
      'what a conversation that begins with an answer does: it is malformed, loses it, or stays as it is',
    ),
  ...textOptions,
  newlines: newlinesOption('keep'),
  ...recordOptions(false),
  maxLineBytes,
});
