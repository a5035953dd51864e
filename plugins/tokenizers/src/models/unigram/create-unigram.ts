// Unigram language model (Kudo 2018): of all ways to cut a piece the one whose tokens have the greatest sum of scores.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { expectArray, readBoolean, unexpected } from '../../pipeline/json-fields.js';
import { BYTE_TOKENS, tokenLookUps, type VocabularyModel } from '../vocabulary-model.js';
import { createUnigramTokenize, type UnigramRules } from './unigram-tokenize.js';
import { scoreAsWritten } from './written-score.js';

/** How much worse an unknown character is than the worst token. */
const UNKNOWN_PENALTY = 10;

/** @throws CML4110 */
export function createUnigram(json: JsonObject, path: string): VocabularyModel {
  const { tokens, scores: written } = readScores(json['vocab'], `${path}.vocab`);
  const scores = written.map(scoreAsWritten);
  const unknownId = readUnknownId(json['unk_id'], tokens.length, `${path}.unk_id`);
  const byteFallback = readBoolean(json, 'byte_fallback', path, false);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const byteIds = byteFallback ? BYTE_TOKENS.map((token) => ids.get(token) ?? -1) : undefined;
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  const rules: UnigramRules = { ids, scores, unknownId, unknownScore, byteIds };

  return {
    ...tokenLookUps({ tokens, ids }),
    unknown: unknownId === undefined ? undefined : tokens[unknownId],
    tokenize: createUnigramTokenize(rules),
    without: (forbidden) => createUnigramTokenize(rules, forbidden),
    save: () => ({
      type: 'Unigram',
      unk_id: unknownId ?? null,
      vocab: tokens.map((token, id) => [token, written[id]!]),
      byte_fallback: byteFallback,
    }),
  };
}

/** Tokens and scores by id. @throws CML4110 */
export function readScores(
  json: JsonValue | undefined,
  path: string,
): { tokens: string[]; scores: Float64Array } {
  const list = expectArray(json, path);
  const scores = new Float64Array(list.length);
  const tokens = list.map((entry, i) => {
    const [token, score] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
    if (typeof token !== 'string' || typeof score !== 'number') {
      throw unexpected(`${path}[${i}]`, 'a token and its score', entry);
    }
    scores[i] = score;
    return token;
  });
  return { tokens, scores };
}

function readUnknownId(json: JsonValue | undefined, size: number, path: string): number | undefined {
  if (json === undefined || json === null) return undefined;
  if (typeof json !== 'number' || !Number.isInteger(json) || json < 0 || json >= size) {
    throw unexpected(path, `an id from 0 to ${size - 1}`, json);
  }
  return json;
}
