// Cutting a text as SentencePiece's char model does: a token a character, but for symbols that someone defined.
import type { SubwordModel } from '../pipeline/aligned-text.js';
import { createPartWriter } from './emit-parts.js';
import type { FindSymbol } from './find-symbol.js';
import type { PieceTable } from './piece-table.js';

export function createCharCutter(
  { ids, unknown, byteIds }: PieceTable,
  findSymbol: FindSymbol,
): SubwordModel['tokenize'] {
  return (text, emit) => {
    const writer = createPartWriter(text, unknown, byteIds, emit);
    for (let at = 0, end = 0; at < text.length; at = end) {
      end = findSymbol(text, at);
      if (end < 0) end = at + ((text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1);
      writer.add(ids.get(text.slice(at, end)) ?? unknown, at, end);
    }
    writer.end();
  };
}
