// The pieces of a SentencePiece model as its cutting sees them: which of them text can become, and those that are special to it.
import type { SentencePieceRules } from './sentencepiece-rules.js';

export interface PieceTable {
  /** Piece of each id. */
  readonly pieces: readonly string[];
  /** Id of each piece that text can become, by its text: normal, user-defined and unused ones. */
  readonly ids: ReadonlyMap<string, number>;
  readonly userDefined: ReadonlySet<number>;
  readonly unused: ReadonlySet<number>;
  readonly unknown: number;
  /** Ids of the 256 bytes; undefined without byte fallback. */
  readonly byteIds: readonly number[] | undefined;
  /** Ids of normal pieces, of whose scores the least counts. */
  readonly normal: readonly number[];
}

/**
 * @param byteIds undefined without byte fallback
 * @param forbidden ids that no text becomes, but for the unknown one
 */
export function createPieceTable(
  pieces: readonly string[],
  rules: SentencePieceRules,
  byteIds: readonly number[] | undefined,
  forbidden?: ReadonlySet<number>,
): PieceTable {
  const userDefined = new Set(rules.userDefined);
  const unused = new Set(rules.unused);
  const reserved = new Set([rules.unknown, ...rules.control, ...(byteIds ?? [])]);
  const ids = new Map<string, number>();
  const normal: number[] = [];
  for (const [id, piece] of pieces.entries()) {
    if (reserved.has(id)) continue;
    if (!userDefined.has(id) && !unused.has(id)) normal.push(id);
    if (forbidden?.has(id) !== true) ids.set(piece, id);
  }
  return { pieces, ids, userDefined, unused, unknown: rules.unknown, byteIds, normal };
}
