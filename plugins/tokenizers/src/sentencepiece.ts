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
    const warn = (message: string) => ctx.log.warn(message);
    const { document, specials, chatTemplate } = await readSentencePieceDocument(
      options.path,
      (path) => ctx.resolvePath(path),
      warn,
    );
    return openDocument(document, {
      name: 'sentencepiece',
      specials: options.specials,
      defaults: specials,
      chatTemplate,
      warn,
    });
  },
  load: ({ data }) => openDocument(data, { name: 'sentencepiece' }),
});
