// Tokenizer `byte`: the 256 bytes of UTF-8 after the specials. Lossless for every text; the corpus is not read.
import { defineTokenizer } from '@codex-ml/plugin-api';
import { buildSimpleTokenizer } from './build-simple-tokenizer.js';
import { byteOptions } from './byte.options.js';
import { BYTE_ALPHABET } from './byte-alphabet.js';
import { createByteModel, loadByteModel } from './byte-model.js';
import { assignSpecialIds, listSpecialTokens } from './special-tokens.js';

export default defineTokenizer({
  id: 'byte',
  apiVersion: '^1.0',
  options: byteOptions,
  train: ({ options }) => {
    const specials = assignSpecialIds(options.specials);
    return buildSimpleTokenizer(
      createByteModel([...listSpecialTokens(specials), ...BYTE_ALPHABET], specials),
    );
  },
  load: ({ data }) => buildSimpleTokenizer(loadByteModel(data)),
});
