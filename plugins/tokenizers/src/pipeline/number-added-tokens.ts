// Ids of added tokens. The Rust library does not read them from the file: a token of the model keeps its id there, others are
// numbered on from the number of the model's tokens, in the order of the file. Ids must be those that models were trained with.
import type { AddedToken } from '../added-tokens/added-token.js';
import type { VocabularyModel } from '../models/vocabulary-model.js';

/** @param warn is told of tokens whose number in the file is another */
export function numberAddedTokens(
  tokens: readonly AddedToken[],
  model: Pick<VocabularyModel, 'id' | 'count'>,
  warn: (message: string) => void,
): readonly AddedToken[] {
  const ids = new Map<string, number>();
  let next = model.count;
  return tokens.map((token) => {
    let id = model.id(token.content) ?? ids.get(token.content);
    if (id === undefined) id = next++;
    ids.set(token.content, id);
    if (id !== token.id) {
      warn(`added token ${JSON.stringify(token.content)} has id ${id}, not ${token.id} as the file says`);
    }
    return id === token.id ? token : { ...token, id };
  });
}
