// A piece to tokens by the unigram model: the best way to cut it, what no token fits as bytes or as unknown.
import { codexError } from '@codex-ml/plugin-api';
import type { EmitToken, SubwordModel } from '../../pipeline/aligned-text.js';
import { createTextTrie, type TextTrie } from '../../text-trie.js';
import { WordCache } from '../word-cache.js';
import { BestPath } from './best-path.js';

export interface UnigramRules {
  readonly ids: ReadonlyMap<string, number>;
  /** [tokens] */
  readonly scores: Float64Array;
  readonly unknownId: number | undefined;
  readonly unknownScore: number;
  /** Ids of the 256 byte tokens, -1 where there is none; undefined without byte fallback. */
  readonly byteIds: readonly number[] | undefined;
}

/** @param forbidden ids that no piece becomes, but for the unknown one */
export function createUnigramTokenize(
  { ids, scores, unknownId, unknownScore, byteIds }: UnigramRules,
  forbidden?: ReadonlySet<number>,
): SubwordModel['tokenize'] {
  let trie: TextTrie | undefined;
  const best = new BestPath();
  const cache = new WordCache();

  /** Emit the part of a piece that became one token, or unknown characters that stand together. */
  const emitPart = (piece: string, start: number, end: number, id: number, emit: EmitToken): void => {
    if (id !== unknownId) {
      emit(id, start, end);
      return;
    }
    const text = piece.slice(start, end);
    const known = ids.get(text);
    if (known !== undefined && forbidden?.has(known) !== true) {
      emit(known, start, end);
      return;
    }
    const bytes = byteIds === undefined ? undefined : bytesOf(text, byteIds);
    if (bytes === undefined) emit(unknownId, start, end);
    else for (const byte of bytes) emit(byte, start, end);
  };

  return (piece, emit) => {
    if (piece === '') return;
    const cached = cache.get(piece);
    if (cached !== undefined) {
      for (let i = 0; i < cached.length; i += 3) emit(cached[i]!, cached[i + 1]!, cached[i + 2]!);
      return;
    }
    trie ??= createTextTrie(forbidden === undefined ? ids : allowed(ids, forbidden));
    const missing = best.find(piece, trie, scores, unknownScore, unknownId ?? -1);
    if (missing >= 0) {
      const character = String.fromCodePoint(piece.codePointAt(missing)!);
      throw codexError('CML4120', { text: JSON.stringify(character), unknown: 'an unknown token' });
    }
    const kept: number[] = [];
    const keep: EmitToken = (id, start, end) => {
      kept.push(id, start, end);
      emit(id, start, end);
    };
    best.visit(unknownId ?? -1, (id, start, end) => emitPart(piece, start, end, id, keep));
    cache.set(piece, kept);
  };
}

function* allowed(
  ids: ReadonlyMap<string, number>,
  forbidden: ReadonlySet<number>,
): Generator<readonly [string, number]> {
  for (const entry of ids) if (!forbidden.has(entry[1])) yield entry;
}

function bytesOf(text: string, byteIds: readonly number[]): readonly number[] | undefined {
  const found: number[] = [];
  for (const byte of Buffer.from(text, 'utf8')) {
    const id = byteIds[byte]!;
    if (id < 0) return undefined;
    found.push(id);
  }
  return found;
}
