// The model of a SentencePiece tokenizer: its pieces, and how they cut text.
import type { JsonObject } from '@codex-ml/plugin-api';
import { readScores } from '../models/unigram/create-unigram.js';
import { readVocabulary } from '../models/vocabulary.js';
import { BYTE_TOKENS, tokenLookUps, type VocabularyModel } from '../models/vocabulary-model.js';
import type { SubwordModel } from '../pipeline/aligned-text.js';
import { unexpected } from '../pipeline/json-fields.js';
import { createBpeCutter } from './bpe-cutter.js';
import { createCharCutter } from './char-cutter.js';
import { createFindSymbol } from './find-symbol.js';
import { createMarkCutter } from './mark-cutter.js';
import { createPieceTable } from './piece-table.js';
import type { SentencePieceRules } from './sentencepiece-rules.js';
import { createUnigramCutter } from './unigram-cutter.js';

/**
 * @param json the value of `model` of the document
 * @throws CML4110
 */
export function createSentencePieceModel(
  json: JsonObject,
  rules: SentencePieceRules,
  path: string,
): VocabularyModel {
  const { pieces, scores } = readPieces(json, rules, path);
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  if (rules.unknown >= pieces.length) throw unexpected(`${path}.unknown`, 'the id of a piece', rules.unknown);
  const byteIds = rules.byteFallback ? BYTE_TOKENS.map((token) => ids.get(token) ?? -1) : undefined;
  if (byteIds?.includes(-1) === true) {
    throw unexpected(`${path}.vocab`, 'all 256 bytes, for `byte_fallback` is `true`', null);
  }
  const createCutter = (forbidden?: ReadonlySet<number>): SubwordModel['tokenize'] => {
    const table = createPieceTable(pieces, rules, byteIds, forbidden);
    if (rules.kind === 'unigram') return createUnigramCutter(table, scores);
    const symbols = rules.userDefined.map((id) => pieces[id]!).filter((symbol) => table.ids.has(symbol));
    switch (rules.kind) {
      case 'bpe':
        return createBpeCutter(table, scores, createFindSymbol(symbols));
      case 'char':
        return createCharCutter(table, createFindSymbol(symbols));
      case 'word':
        return createMarkCutter(table);
    }
  };

  return {
    ...tokenLookUps({ tokens: pieces, ids }),
    unknown: pieces[rules.unknown],
    tokenize: createCutter(),
    without: createCutter,
    save: () => json,
  };
}

function readPieces(
  json: JsonObject,
  rules: SentencePieceRules,
  path: string,
): { pieces: readonly string[]; scores: Float64Array } {
  if (rules.kind === 'unigram') {
    const { tokens, scores } = readScores(json['vocab'], `${path}.vocab`);
    return { pieces: tokens, scores };
  }
  const { tokens } = readVocabulary(json['vocab'], `${path}.vocab`);
  if (rules.scores !== undefined && tokens.length !== rules.scores.length) {
    throw unexpected(
      `${path}.vocab`,
      `${rules.scores.length} pieces, as many as there are scores`,
      tokens.length,
    );
  }
  const pieces = tokens.map((token, id) => {
    if (token === undefined) throw unexpected(`${path}.vocab`, `a piece with the id ${id}`, null);
    return token;
  });
  return { pieces, scores: Float64Array.from(rules.scores ?? []) };
}
