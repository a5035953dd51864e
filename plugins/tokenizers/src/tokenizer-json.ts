// Tokenizer `tokenizer-json`: one that someone else trained, in the format of Hugging Face. Nothing is trained, the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { openDocument } from './pipeline/open-document.js';
import { tokenizerJsonOptions } from './tokenizer-json.options.js';

export default defineTokenizer({
  id: 'tokenizer-json',
  summary: 'a tokenizer of others: reads any tokenizer.json of Hugging Face',
  apiVersion: '^1.0',
  options: tokenizerJsonOptions,
  train: async ({ options, ctx }) => {
    const { readTokenizerFolder } = await import('./formats/tokenizer-json/read-tokenizer-folder.js');
    const { file, specials, chatTemplate } = await readTokenizerFolder(
      ctx.resolvePath(options.path),
      options.path,
    );
    try {
      return await openDocument(file.json, {
        specials: options.specials,
        defaults: specials,
        chatTemplate,
        warn: (message) => ctx.log.warn(message),
      });
    } catch (error) {
      throw file.locate(error);
    }
  },
  load: ({ data }) => openDocument(data),
});
