// A model of a `tokenizer.json`: what cuts pieces into tokens, with what a tokenizer asks of it beside that.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { SubwordModel } from '../pipeline/aligned-text.js';
import type { Merges } from './bpe/read-merges.js';
import type { Vocabulary } from './vocabulary.js';

export interface VocabularyModel extends SubwordModel {
  /** Number of its tokens, which is less than `size` where ids have gaps. */
  readonly count: number;
  /** The token that unknown text becomes; undefined where there is none. */
  readonly unknown: string | undefined;
  /** Whether `tokenize` heeds `random`. Default false. */
  readonly randomizes?: boolean;
  /** Like `tokenize`, as if the vocabulary did not have these ids: for text that must not become a special token. */
  without(ids: ReadonlySet<number>): SubwordModel['tokenize'];
  /** What was read, where the model is BPE: the fast encoder works on the same tables. */
  readonly bpe?: { readonly vocabulary: Vocabulary; readonly merges: Merges };
  /** The value of `model`, from which an equal model can be made. */
  save(): JsonObject;
}

/** What every model answers of its tokens. */
export function tokenLookUps({
  tokens,
  ids,
}: Pick<Vocabulary, 'tokens' | 'ids'>): Pick<VocabularyModel, 'size' | 'count' | 'id' | 'token'> {
  return {
    size: tokens.length,
    count: ids.size,
    id: (token) => ids.get(token),
    token: (id) => tokens[id],
  };
}

/** Name and UTF-8 bytes of byte tokens, as SentencePiece names them. */
export const BYTE_TOKENS: readonly string[] = Object.freeze(
  Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
);
