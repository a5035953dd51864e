// One token per piece.
import { codexError, type JsonObject } from '@codex-ml/plugin-api';
import type { SubwordModel } from '../../pipeline/aligned-text.js';
import { readString } from '../../pipeline/json-fields.js';
import { readVocabulary, writeVocabulary } from '../vocabulary.js';
import { tokenLookUps, type VocabularyModel } from '../vocabulary-model.js';

/** @throws CML4110 */
export function createWordLevel(json: JsonObject, path: string): VocabularyModel {
  const vocabulary = readVocabulary(json['vocab'], `${path}.vocab`);
  const unknown = readString(json, 'unk_token', path);
  return {
    ...tokenLookUps(vocabulary),
    unknown,
    tokenize: createTokenize(vocabulary.ids, unknown),
    without: (forbidden) => createTokenize(vocabulary.ids, unknown, forbidden),
    save: () => ({ type: 'WordLevel', vocab: writeVocabulary(vocabulary), unk_token: unknown }),
  };
}

function createTokenize(
  ids: ReadonlyMap<string, number>,
  unknown: string,
  forbidden?: ReadonlySet<number>,
): SubwordModel['tokenize'] {
  return (piece, emit) => {
    const known = ids.get(piece);
    const id = known === undefined || forbidden?.has(known) === true ? ids.get(unknown) : known;
    if (id === undefined) {
      throw codexError('CML4120', { text: JSON.stringify(piece), unknown: `the token \`${unknown}\`` });
    }
    emit(id, 0, piece.length);
  };
}
