// Tokenizer `vocabulary`: tokens that the user lists in a file. Nothing is trained, the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { vocabularyOptions } from './vocabulary.options.js';

export default defineTokenizer({
  id: 'vocabulary',
  summary: 'tokens from a file of yours: vocab.json or vocab.txt, with merges where it is BPE',
  apiVersion: '^1.0',
  options: vocabularyOptions,
  train: async ({ options, ctx }) => {
    const { readVocabularyDocument } = await import('./formats/vocabulary/read-vocabulary-document.js');
    return openDocument(await readVocabularyDocument(options, (path) => ctx.resolvePath(path)), {
      name: 'vocabulary',
      specials: options.specials,
      warn: (message) => ctx.log.warn(message),
    });
  },
  load: ({ data }) => openDocument(data, { name: 'vocabulary' }),
});
