// Tokenizer `bpe`: byte pair encoding that is learned from the corpus, over bytes unless asked otherwise.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { bpeOptions } from './bpe.options.js';
import { openDocument } from './pipeline/open-document.js';

export default defineTokenizer({
  id: 'bpe',
  summary: 'byte pair encoding learned from the corpus, byte-level by default',
  apiVersion: '^1.0',
  options: bpeOptions,
  train: async ({ options, ctx, corpus }) => {
    const { trainBpe } = await import('./training/train-bpe.js');
    return openDocument(await trainBpe(corpus, options, ctx), { name: 'bpe' });
  },
  load: ({ data }) => openDocument(data, { name: 'bpe' }),
});
