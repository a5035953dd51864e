// Cutting a text as SentencePiece's word model does: a token a word, and a word begins wherever a mark of a space stands.
import type { SubwordModel } from '../pipeline/aligned-text.js';
import { SPACE_MARK } from './create-text-normalizer.js';
import { createPartWriter } from './emit-parts.js';
import type { PieceTable } from './piece-table.js';

export function createMarkCutter({ ids, unknown, byteIds }: PieceTable): SubwordModel['tokenize'] {
  return (text, emit) => {
    const writer = createPartWriter(text, unknown, byteIds, emit);
    for (let at = 0, end = 0; at < text.length; at = end) {
      end = text.indexOf(SPACE_MARK, at + 1);
      if (end < 0) end = text.length;
      writer.add(ids.get(text.slice(at, end)) ?? unknown, at, end);
    }
    writer.end();
  };
}
