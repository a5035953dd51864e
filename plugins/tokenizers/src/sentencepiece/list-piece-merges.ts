// All pairs that make a piece of a SentencePiece BPE model. Characters merge whether they are pieces themselves or not.
import { createPairTable } from '../models/bpe/pair-table.js';
import type { MergeRules } from '../models/bpe/symbol-list.js';
import type { PieceTable } from './piece-table.js';

export interface MergeTable extends MergeRules {
  /** Id of a text that takes part in merges: that of a piece, or one behind those of pieces for a character that is none. */
  readonly partIds: ReadonlyMap<string, number>;
  /** Text of each id in `partIds`. */
  readonly parts: readonly string[];
}

/** The merges of the greatest score come first, those of equal scores from the left. @param scores [ids] */
export function listPieceMerges({ pieces, ids }: PieceTable, scores: Float64Array): MergeTable {
  const partIds = new Map(ids);
  const parts = [...pieces];
  for (const piece of ids.keys()) {
    for (const character of piece) {
      if (partIds.has(character)) continue;
      partIds.set(character, parts.length);
      parts.push(character);
    }
  }
  const lefts: number[] = [];
  const rights: number[] = [];
  const merged: number[] = [];
  for (const [piece, id] of ids) {
    for (let at = 1; at < piece.length; at++) {
      const left = partIds.get(piece.slice(0, at));
      const right = left === undefined ? undefined : partIds.get(piece.slice(at));
      if (left === undefined || right === undefined) continue;
      lefts.push(left);
      rights.push(right);
      merged.push(id);
    }
  }
  const ranked = [...new Set(scores)].sort((a, b) => b - a);
  const places = new Map(ranked.map((score, place) => [score, place]));
  return {
    partIds,
    parts,
    pairs: createPairTable(Int32Array.from(lefts), Int32Array.from(rights)),
    merged: Int32Array.from(merged),
    ranks: Int32Array.from(merged, (id) => places.get(scores[id]!)!),
  };
}
