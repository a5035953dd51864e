// Tokenizer `tiktoken`: a vocabulary from a file of ranks. Nothing is trained, the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { tiktokenOptions } from './tiktoken.options.js';

export default defineTokenizer({
  id: 'tiktoken',
  summary: 'a vocabulary of tiktoken: reads its files of ranks',
  apiVersion: '^1.0',
  options: tiktokenOptions,
  train: async ({ options, ctx }) => {
    const { readTiktokenDocument } = await import('./formats/tiktoken/read-tiktoken-document.js');
    const document = await readTiktokenDocument(options, (path) => ctx.resolvePath(path));
    return openDocument(document, {
      name: 'tiktoken',
      specials: options.specials,
      warn: (message) => ctx.log.warn(message),
    });
  },
  load: ({ data }) => openDocument(data, { name: 'tiktoken' }),
});
