// Tokenizer `sentencepiece`: a model that SentencePiece trained. Nothing is trained, the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { sentencepieceOptions } from './sentencepiece.options.js';

export default defineTokenizer({
  id: 'sentencepiece',
  summary: 'a model of SentencePiece: reads its .model files',
  apiVersion: '^1.0',
  options: sentencepieceOptions,
  train: async ({ options, ctx }) => {
    const { readSentencePieceDocument } = await import(
      './formats/sentencepiece/read-sentencepiece-document.js'
    );
    const document = await readSentencePieceDocument(options.path, (path) => ctx.resolvePath(path));
    return openDocument(document, {
      name: 'sentencepiece',
      specials: options.specials,
      warn: (message) => ctx.log.warn(message),
    });
  },
  load: ({ data }) => openDocument(data, { name: 'sentencepiece' }),
});
