// Tokenizer `wordpiece`: pieces of words as BERT has them, learned from the corpus.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { wordpieceOptions } from './wordpiece.options.js';

export default defineTokenizer({
  id: 'wordpiece',
  summary: 'WordPiece as in BERT, learned from the corpus',
  apiVersion: '^1.0',
  options: wordpieceOptions,
  train: async ({ options, ctx, corpus }) => {
    const { trainWordpiece } = await import('./training/train-wordpiece.js');
    return openDocument(await trainWordpiece(corpus, options, ctx), { name: 'wordpiece' });
  },
  load: ({ data }) => openDocument(data, { name: 'wordpiece' }),
});
