// Tokenizer `whitespace`: one token per word, vocabulary from the training corpus, the most frequent words first.
import { type Corpus, codexError, defineTokenizer } from '@codex-ml/plugin-api';
import { buildSimpleTokenizer } from './build-simple-tokenizer.js';
import { compareCodePoints } from './compare-code-points.js';
import { assignSpecialIds, findSpecialRole, listSpecialTokens } from './special-tokens.js';
import { splitWords } from './split-words.js';
import { whitespaceOptions } from './whitespace.options.js';
import { createWhitespaceModel, loadWhitespaceModel, normaliseWord } from './whitespace-model.js';

export default defineTokenizer({
  id: 'whitespace',
  apiVersion: '^1.0',
  options: whitespaceOptions,
  train: async ({ options, corpus }) => {
    const specials = assignSpecialIds([...options.specials, 'unk']);
    const reserved = listSpecialTokens(specials);
    const counts = await countWords(corpus, options.lowercase);
    // words of equal frequency: the smaller code point first, so that the vocabulary depends on the corpus alone
    const words = [...counts]
      .filter(([, count]) => count >= options.minFrequency)
      .sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
      .slice(0, options.maxVocabulary - reserved.length)
      .map(([word]) => word);
    return buildSimpleTokenizer(createWhitespaceModel([...reserved, ...words], specials, options.lowercase));
  },
  load: ({ data }) => buildSimpleTokenizer(loadWhitespaceModel(data)),
});

/** Words that are spelled like a special token are not counted: text never becomes a special. */
async function countWords(corpus: Corpus, lowercase: boolean): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const text of corpus) {
    splitWords(text, (start, end) => {
      const word = normaliseWord(text.slice(start, end), lowercase);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
  }
  if (counts.size === 0) throw codexError('CML4107', { tokenizer: 'whitespace' });
  for (const word of counts.keys()) if (findSpecialRole(word) !== undefined) counts.delete(word);
  return counts;
}
