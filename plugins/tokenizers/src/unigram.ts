// Tokenizer `unigram`: pieces with probabilities that are learned from the corpus, as SentencePiece does.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { unigramOptions } from './unigram.options.js';

export default defineTokenizer({
  id: 'unigram',
  summary: 'unigram pieces learned from the corpus, as SentencePiece does',
  apiVersion: '^1.0',
  options: unigramOptions,
  train: async ({ options, ctx, corpus }) => {
    const { trainUnigram } = await import('./training/train-unigram.js');
    return openDocument(await trainUnigram(corpus, options, ctx), { name: 'unigram' });
  },
  load: ({ data }) => openDocument(data, { name: 'unigram' }),
});
