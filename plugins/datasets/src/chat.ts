// Dataset `chat`: each record of JSON Lines, JSON lists or Parquet is a conversation.
import { defineDataset } from '@codex-ml/plugin-api';
import { chatOptions } from './chat.options.js';
import { conversationPlan } from './conversation/conversation-plan.js';
import { createFileDataset } from './dataset/file-dataset.js';
import { CONVERSATIONS } from './files/extensions.js';
import { readRecords } from './records/read-records.js';
import { textSettings } from './text/encodings.js';

export default defineDataset({
  id: 'chat',
  summary: 'conversations in the shapes of OpenAI and ShareGPT',
  apiVersion: '^1.1',
  options: chatOptions,
  create: ({ options, ctx }) => {
    const settings = { text: textSettings(options), maxLineBytes: options.maxLineBytes };
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: CONVERSATIONS,
      read: (file, reading, ids) =>
        readRecords(file, reading, settings, conversationPlan(file.name, options, ids, reading.say)),
    });
  },
});
