// Cutting a text as SentencePiece's unigram model does: the best sum of scores over the whole text, in single precision.
import { BestPath } from '../models/unigram/best-path.js';
import type { SubwordModel } from '../pipeline/aligned-text.js';
import { createTextTrie, type TextTrie } from '../text-trie.js';
import { createPartWriter } from './emit-parts.js';
import type { PieceTable } from './piece-table.js';

/** How much worse an unknown character is than the worst piece. */
const UNKNOWN_PENALTY = 10;
/** Score of a user-defined piece, by its bytes: better than what the model could make instead. SentencePiece 0.2.3; before, it was -0.1. */
const scoreOfSymbol = (bytes: number): number => 0.1 * bytes - 0.1;

/** @param scores [ids] */
export function createUnigramCutter(table: PieceTable, scores: Float64Array): SubwordModel['tokenize'] {
  const { ids, pieces, userDefined, unused, unknown, byteIds } = table;
  let trie: TextTrie | undefined;
  const best = new BestPath(true);
  const allScores = Float64Array.from(scores);
  let unknownScore = 0;

  const prepare = (): TextTrie => {
    const least = table.normal.reduce((min, id) => Math.min(min, scores[id]!), Infinity);
    unknownScore = Math.fround(least - UNKNOWN_PENALTY);
    for (const id of userDefined) allScores[id] = scoreOfSymbol(Buffer.byteLength(pieces[id]!));
    return createTextTrie([...ids].filter(([, id]) => !unused.has(id)));
  };

  return (text, emit) => {
    if (text === '') return;
    trie ??= prepare();
    best.find(text, trie, allScores, unknownScore, unknown);
    const writer = createPartWriter(text, unknown, byteIds, emit);
    best.visit(NOTHING_FUSED, writer.add);
    writer.end();
  };
}

/** Parts are fused by the writer, which knows about bytes. */
const NOTHING_FUSED = -1;
