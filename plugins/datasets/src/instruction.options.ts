// Options of the `instruction` dataset.
import { defineOptions, z } from '@codex-ml/plugin-api';
import { systemOption } from './options/conversation-options.js';
import { csvOptions } from './options/csv-options.js';
import { pathOptions } from './options/path-options.js';
import { recordOptions } from './options/record-options.js';
import { maxLineBytes, newlinesOption, textOptions } from './options/text-options.js';

const template = z
  .string()
  .refine((text) => text.includes('{prompt}'), { message: 'text with `{prompt}` where the prompt goes' });
const { onError, maxSkipped } = recordOptions(false);
const { delimiter, quote } = csvOptions;

export const instructionOptions = defineOptions({
  ...pathOptions,
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe('field of the prompt; by default `instruction`, `prompt` or `question`'),
  input: z
    .string()
    .min(1)
    .optional()
    .describe('field of what the prompt is about, which records may lack; by default `input` or `context`'),
  completion: z
    .string()
    .min(1)
    .optional()
    .describe('field of the completion; by default `output`, `completion`, `response` or `answer`'),
  as: z
    .enum(['text', 'chat'])
    .default('text')
    .describe('one text of prompt and completion, or a conversation of two turns for the chat template'),
  template: template
    .optional()
    .describe(
      'text before the completion, with `{prompt}` and perhaps `{input}`; by default headed sections for `instruction`, else the prompt alone',
    ),
  templateWithInput: template
    .refine((text) => text.includes('{input}'), { message: 'text with `{input}` where the input goes' })
    .optional()
    .describe('the same for records that have an input'),
  learn: z
    .enum(['completion', 'all'])
    .default('completion')
    .describe('which part of a text carries loss; of a conversation, the answer does'),
  system: systemOption,
  delimiter,
  quote,
  ...textOptions,
  newlines: newlinesOption('keep'),
  onError,
  maxSkipped,
  maxLineBytes,
})
  .refine(
    ({ as, template, templateWithInput }) => as === 'text' || (template ?? templateWithInput) === undefined,
    {
      path: ['template'],
      message: 'conversations are put into text by the chat template: leave it out, or use `as: text`',
    },
  )
  .refine(({ as, system }) => as === 'chat' || system === undefined, {
    path: ['system'],
    message: 'a system prompt is part of a conversation: use `as: chat`, or write it into `template`',
  });
