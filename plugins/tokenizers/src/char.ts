// Tokenizer `char`: one token per Unicode code point, vocabulary from the training corpus, sorted by code point.
import { type Corpus, codexError, defineTokenizer } from '@codex-ml/plugin-api';
import { buildSimpleTokenizer } from './build-simple-tokenizer.js';
import { charOptions } from './char.options.js';
import { createCharModel, loadCharModel } from './char-model.js';
import { assignSpecialIds, listSpecialTokens } from './special-tokens.js';

export default defineTokenizer({
  id: 'char',
  apiVersion: '^1.0',
  options: charOptions,
  train: async ({ options, corpus }) => {
    const specials = assignSpecialIds(
      options.unknown === 'token' ? [...options.specials, 'unk'] : options.specials,
    );
    const tokens = [...listSpecialTokens(specials), ...(await collectCharacters(corpus))];
    return buildSimpleTokenizer(createCharModel(tokens, specials));
  },
  load: ({ data }) => buildSimpleTokenizer(loadCharModel(data)),
});

/** Every character of the corpus, sorted by code point. */
async function collectCharacters(corpus: Corpus): Promise<string[]> {
  const seen = new Uint8Array(0x110000);
  for await (const text of corpus) {
    for (let i = 0; i < text.length; i++) {
      let point = text.charCodeAt(i);
      if (point >= 0xd800 && point <= 0xdfff) {
        point = text.codePointAt(i)!;
        if (point >= 0x10000) i++;
        else point = 0xfffd;
      }
      seen[point] = 1;
    }
  }
  const characters: string[] = [];
  for (let point = seen.indexOf(1); point >= 0; point = seen.indexOf(1, point + 1)) {
    characters.push(String.fromCodePoint(point));
  }
  if (characters.length === 0) throw codexError('CML4107', { tokenizer: 'char' });
  return characters;
}
