// The tokens of an encoded text as a table: id, spelling in the vocabulary, the text it stands for, and where that is.
import type { Encoding, Tokenizer } from '@codex-ml/plugin-api';
import { renderTable } from './table.js';
import { showToken } from './token-text.js';

/** @param texts the text, and the second one of a pair */
export function tabulateTokens(
  { ids, offsets, typeIds }: Encoding,
  tokenizer: Tokenizer,
  texts: readonly [string, string],
): string {
  const rows = [...ids].map((id, i) => {
    const token = [String(id), showToken(tokenizer.idToToken(id) ?? '')];
    if (offsets === undefined) return token;
    const [start, end] = [offsets[2 * i]!, offsets[2 * i + 1]!];
    const text = texts[typeIds?.[i] === 1 ? 1 : 0];
    return [...token, showToken(text.slice(start, end)), `${start}-${end}`];
  });
  return renderTable([['ID', 'TOKEN', 'TEXT', 'PLACE'], ...rows]);
}
