// Cutting a text as SentencePiece's BPE model does. User-defined symbols stand for themselves; unused pieces are taken apart again.
import { SymbolList } from '../models/bpe/symbol-list.js';
import { createUnitPairs, type UnitPairs } from '../models/bpe/unit-pairs.js';
import { type CachedTokens, WordCache } from '../models/word-cache.js';
import type { SubwordModel } from '../pipeline/aligned-text.js';
import { createPartWriter, type PartWriter } from './emit-parts.js';
import type { FindSymbol } from './find-symbol.js';
import { listPieceMerges, type MergeTable } from './list-piece-merges.js';
import type { PieceTable } from './piece-table.js';

/** Where a symbol is no part of merges: a user-defined one is -2 - id. */
const NO_PART = -1;

/** @param scores [ids] */
export function createBpeCutter(
  table: PieceTable,
  scores: Float64Array,
  findSymbol: FindSymbol,
): SubwordModel['tokenize'] {
  const { ids, unused, unknown, byteIds } = table;
  const symbols = new SymbolList();
  const cache = new WordCache();
  let merges: MergeTable | undefined;
  let unitPairs: UnitPairs | undefined;

  /** Which id a symbol is, once nothing merges. */
  const idOf = (symbol: number): number => {
    if (symbol <= NO_PART) return symbol === NO_PART ? unknown : -2 - symbol;
    return symbol < table.pieces.length && !unused.has(symbol) ? symbol : unknown;
  };

  const load = (text: string, from: number, to: number, { partIds }: MergeTable): void => {
    symbols.clear();
    for (let at = from, end = 0; at < to; at = end) {
      const symbolEnd = findSymbol(text, at);
      if (symbolEnd >= 0) {
        end = symbolEnd;
        symbols.add(-2 - ids.get(text.slice(at, end))!, at - from, end - from);
      } else {
        end = at + ((text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1);
        symbols.add(partIds.get(text.slice(at, end)) ?? NO_PART, at - from, end - from);
      }
    }
  };

  /** What has no unused piece is cut where no merge crosses, and its words are found again in a cache. */
  const writeWord = (text: string, from: number, to: number, writer: PartWriter, known: MergeTable): void => {
    const word = text.slice(from, to);
    const cached = cache.get(word);
    if (cached !== undefined) {
      for (let i = 0; i < cached.length; i += 3) {
        writer.add(cached[i]!, from + cached[i + 1]!, from + cached[i + 2]!);
      }
      return;
    }
    load(text, from, to, known);
    symbols.merge(known);
    const parts: number[] = [];
    for (let i = 0; i < symbols.count; i++) {
      parts.push(idOf(symbols.ids[i]!), symbols.starts[i]!, symbols.ends[i]!);
    }
    for (let i = 0; i < parts.length; i += 3) {
      writer.add(parts[i]!, from + parts[i + 1]!, from + parts[i + 2]!);
    }
    cache.set(word, parts satisfies CachedTokens);
  };

  const writeWords = (text: string, writer: PartWriter, known: MergeTable): void => {
    unitPairs ??= createUnitPairs(ids.keys());
    let done = 0;
    for (let at = 1; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      // user-defined symbols are pieces too, so that nothing is cut inside of them
      if ((unit & 0xfc00) === 0xdc00 || unitPairs.has(text.charCodeAt(at - 1), unit)) continue;
      writeWord(text, done, at, writer, known);
      done = at;
    }
    writeWord(text, done, text.length, writer, known);
  };

  const writeWhole = (text: string, writer: PartWriter, known: MergeTable): void => {
    // of several ways in which an unused piece could be made the last that was found counts, wherever in the text
    const madeOf = new Map<number, readonly [number, number]>();
    load(text, 0, text.length, known);
    symbols.merge(known, {
      onCandidate: (made, left, right) => {
        if (unused.has(made)) madeOf.set(made, [left, right]);
      },
    });
    const write = (symbol: number, start: number, end: number): void => {
      const halves = unused.has(symbol) ? madeOf.get(symbol) : undefined;
      if (halves === undefined) {
        writer.add(idOf(symbol), start, end);
        return;
      }
      const middle = start + known.parts[halves[0]]!.length;
      write(halves[0], start, middle);
      write(halves[1], middle, end);
    };
    for (let i = 0; i < symbols.count; i++) write(symbols.ids[i]!, symbols.starts[i]!, symbols.ends[i]!);
  };

  return (text, emit) => {
    if (text === '') return;
    merges ??= listPieceMerges(table, scores);
    const writer = createPartWriter(text, unknown, byteIds, emit);
    if (unused.size > 0) writeWhole(text, writer, merges);
    else writeWords(text, writer, merges);
    writer.end();
  };
}
