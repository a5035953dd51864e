// User-defined symbols of a SentencePiece model in a text: of those that begin at a place the longest.
import { createTextTrie } from '../text-trie.js';

/** Where the symbol ends that begins at a place, or -1. */
export type FindSymbol = (text: string, from: number) => number;

export function createFindSymbol(symbols: readonly string[]): FindSymbol {
  if (symbols.length === 0) return () => -1;
  const trie = createTextTrie(symbols.map((symbol, i) => [symbol, i]));
  const begins = new Set(symbols.map((symbol) => symbol.charCodeAt(0)));
  return (text, from) => {
    if (!begins.has(text.charCodeAt(from))) return -1;
    let end = -1;
    for (let at = from, node = 0; at < text.length; ) {
      node = trie.child(node, text.charCodeAt(at++));
      if (node < 0) break;
      if (trie.value(node) >= 0) end = at;
    }
    return end;
  };
}
