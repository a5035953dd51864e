// Byte pair encoding (Sennrich et al. 2016) as `tokenizer.json` describes it.
import type { JsonObject } from '@codex-ml/plugin-api';
import { readBoolean } from '../../pipeline/json-fields.js';
import { readOptionalNumber, readOptionalString } from '../optional-fields.js';
import { readVocabulary, writeVocabulary } from '../vocabulary.js';
import { tokenLookUps, type VocabularyModel } from '../vocabulary-model.js';
import type { BpeRules } from './bpe-rules.js';
import { createBpeTokenize } from './bpe-tokenize.js';
import { type MergeOrder, readMerges, writeMerges } from './read-merges.js';

/** @throws CML4110 */
export function createBpe(json: JsonObject, path: string, order: MergeOrder = 'place'): VocabularyModel {
  const vocabulary = readVocabulary(json['vocab'], `${path}.vocab`);
  const unknown = readOptionalString(json, 'unk_token', path);
  const prefix = readOptionalString(json, 'continuing_subword_prefix', path);
  const suffix = readOptionalString(json, 'end_of_word_suffix', path);
  const dropout = readOptionalNumber(json, 'dropout', path, 0, 1);
  const rules: BpeRules = {
    vocabulary,
    merges: readMerges(json['merges'], vocabulary, prefix ?? '', `${path}.merges`, order),
    unknown,
    prefix: prefix ?? '',
    suffix: suffix ?? '',
    fuseUnknown: readBoolean(json, 'fuse_unk', path, false),
    byteFallback: readBoolean(json, 'byte_fallback', path, false),
    ignoreMerges: readBoolean(json, 'ignore_merges', path, false),
    dropout: dropout ?? 0,
  };

  return {
    ...tokenLookUps(vocabulary),
    unknown,
    randomizes: rules.dropout > 0,
    tokenize: createBpeTokenize(rules),
    bpe: rules,
    without: (ids) => createBpeTokenize(rules, ids),
    save: () => ({
      type: 'BPE',
      dropout: dropout ?? null,
      unk_token: unknown ?? null,
      continuing_subword_prefix: prefix ?? null,
      end_of_word_suffix: suffix ?? null,
      fuse_unk: rules.fuseUnknown,
      byte_fallback: rules.byteFallback,
      ignore_merges: rules.ignoreMerges,
      vocab: writeVocabulary(vocabulary),
      merges: writeMerges(rules.merges, vocabulary.tokens),
    }),
  };
}
