// From the `model` of a `tokenizer.json` to the model.
import { codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { expectObject, readString } from '../pipeline/json-fields.js';
import { createBpe } from './bpe/create-bpe.js';
import type { MergeOrder } from './bpe/read-merges.js';
import { createUnigram } from './unigram/create-unigram.js';
import type { VocabularyModel } from './vocabulary-model.js';
import { createWordLevel } from './word-level/create-word-level.js';
import { createWordPiece } from './word-piece/create-word-piece.js';

/**
 * @param order of merges, where the model is BPE
 * @throws CML4110, CML4111
 */
export function createModel(
  json: JsonValue | undefined,
  path = 'model',
  order: MergeOrder = 'place',
): VocabularyModel {
  const fields = expectObject(json, path);
  const type = fields['type'] === undefined ? guessType(fields) : readString(fields, 'type', path);
  switch (type) {
    case 'BPE':
      return createBpe(fields, path, order);
    case 'Unigram':
      return createUnigram(fields, path);
    case 'WordPiece':
      return createWordPiece(fields, path);
    case 'WordLevel':
      return createWordLevel(fields, path);
    default:
      throw codexError('CML4111', { path: `${path}.type`, type, part: 'model' });
  }
}

/** Old files do not name the kind; what they have tells it. */
function guessType(fields: JsonObject): string {
  if ('merges' in fields) return 'BPE';
  if ('max_input_chars_per_word' in fields) return 'WordPiece';
  return Array.isArray(fields['vocab']) ? 'Unigram' : 'WordLevel';
}
