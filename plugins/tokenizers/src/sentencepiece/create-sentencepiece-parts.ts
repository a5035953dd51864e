// The parts of a tokenizer that is exact to SentencePiece, in place of those that its document names for other readers.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import type { TextDecoding } from '../decoders/create-decoder.js';
import type { VocabularyModel } from '../models/vocabulary-model.js';
import { type CharacterMap, readCharacterMap } from '../normalizers/character-map.js';
import type { Normalizer, PreTokenizer } from '../pipeline/aligned-text.js';
import { readString } from '../pipeline/json-fields.js';
import { createSentencePieceDecoding } from './create-sentencepiece-decoding.js';
import { createSentencePieceModel } from './create-sentencepiece-model.js';
import { createTextNormalizer } from './create-text-normalizer.js';
import { createFindSymbol } from './find-symbol.js';
import type { SentencePieceRules } from './sentencepiece-rules.js';

export interface SentencePieceParts {
  readonly model: VocabularyModel;
  readonly normalizer: Normalizer;
  /** A text is one piece: SentencePiece cuts it all at once. */
  readonly preTokenizer: PreTokenizer;
  readonly decoding: TextDecoding;
  /** Ids that the model finds in text by itself, though they are listed as added tokens. */
  readonly found: ReadonlySet<number>;
}

/**
 * @param normalizer the value of `normalizer` of the document, which holds the map of characters
 * @throws CML4110, CML4114
 */
export function createSentencePieceParts(
  modelJson: JsonObject,
  normalizer: JsonValue,
  rules: SentencePieceRules,
): SentencePieceParts {
  const model = createSentencePieceModel(modelJson, rules, 'model');
  const decodedMap =
    rules.decodedMap === undefined
      ? undefined
      : readCharacterMap(rules.decodedMap, 'model.codex_ml.sentencepiece.decoded_map');
  const symbols = rules.userDefined.flatMap((id) => model.token(id) ?? []);
  return {
    model,
    normalizer: createTextNormalizer(
      rules.text,
      findCharacterMap(normalizer, 'normalizer'),
      createFindSymbol(symbols),
    ),
    preTokenizer: (piece) => [piece],
    decoding: createSentencePieceDecoding(rules, model.unknown!, decodedMap),
    found: new Set(rules.userDefined),
  };
}

function findCharacterMap(json: JsonValue | undefined, path: string): CharacterMap | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const fields = json as JsonObject;
  if (fields['type'] === 'Precompiled') {
    return readCharacterMap(readString(fields, 'precompiled_charsmap', path), `${path}.precompiled_charsmap`);
  }
  if (!Array.isArray(fields['normalizers'])) return undefined;
  for (const [i, item] of (fields['normalizers'] as readonly JsonValue[]).entries()) {
    const found = findCharacterMap(item, `${path}.normalizers[${i}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}
