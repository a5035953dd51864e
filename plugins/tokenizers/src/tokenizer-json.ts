// Tokenizer `tokenizer-json`: one that someone else trained, in the format of Hugging Face. Nothing is trained, the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { readTokenizerFolder } from './formats/tokenizer-json/read-tokenizer-folder.js';
import { createPipelineTokenizer } from './pipeline/create-pipeline-tokenizer.js';
import { tokenizerJsonOptions } from './tokenizer-json.options.js';

export default defineTokenizer({
  id: 'tokenizer-json',
  summary: 'a tokenizer of others: reads any tokenizer.json of Hugging Face',
  apiVersion: '^1.0',
  options: tokenizerJsonOptions,
  train: async ({ options, ctx }) => {
    const { file, specials, chatTemplate } = await readTokenizerFolder(
      ctx.resolvePath(options.path),
      options.path,
    );
    try {
      return createPipelineTokenizer(file.json, {
        specials: options.specials,
        defaults: specials,
        chatTemplate,
        warn: (message) => ctx.log.warn(message),
      });
    } catch (error) {
      throw file.locate(error);
    }
  },
  load: ({ data }) => createPipelineTokenizer(data),
});
