// Merging the bytes of one word: looking through all pairs where they are few, a heap where they are many.
import { SymbolList } from '../models/bpe/symbol-list.js';
import { type ByteMerges, NO_RANK } from './byte-merges.js';

/** Up to this many bytes looking through all pairs is faster than a heap. */
const FEW = 64;

export interface WordMerger {
  /** [count] what `merge` made. */
  readonly ids: Int32Array;
  /** Merge `bytes[start..end)` as one word, and return the number of ids. */
  merge(bytes: Uint8Array, start: number, end: number): number;
  /** As if a word had been merged into one id. */
  take(id: number): number;
}

export function createWordMerger({ byteIds, byteRanks, pairs, merged }: ByteMerges): WordMerger {
  const few = new Int32Array(FEW);
  const ranks = new Int32Array(FEW);
  const symbols = new SymbolList();
  let ids = few;

  const mergeFew = (bytes: Uint8Array, start: number, count: number): number => {
    let last = count - 1;
    for (let i = 0; i < last; i++) {
      const byte = bytes[start + i]!;
      few[i] = byteIds[byte]!;
      ranks[i] = byteRanks[(byte << 8) | bytes[start + i + 1]!]!;
    }
    few[last] = byteIds[bytes[start + last]!]!;
    for (;;) {
      let least = NO_RANK;
      let at = 0;
      for (let i = 0; i < last; i++) {
        if (ranks[i]! < least) {
          least = ranks[i]!;
          at = i;
        }
      }
      if (least === NO_RANK) return last + 1;
      const id = merged[least]!;
      few[at] = id;
      last--;
      for (let i = at + 1; i <= last; i++) {
        few[i] = few[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      // the rank of no merge is -1 there, and without the sign bit `NO_RANK` here
      if (at > 0) ranks[at - 1] = pairs.rank(few[at - 1]!, id) & NO_RANK;
      if (at < last) ranks[at] = pairs.rank(id, few[at + 1]!) & NO_RANK;
    }
  };

  const mergeMany = (bytes: Uint8Array, start: number, end: number): number => {
    symbols.clear();
    for (let i = start; i < end; i++) symbols.add(byteIds[bytes[i]!]!, i, i + 1);
    symbols.merge({ pairs, merged });
    return symbols.count;
  };

  return {
    get ids() {
      return ids;
    },
    merge: (bytes, start, end) => {
      if (end - start <= FEW) {
        ids = few;
        return mergeFew(bytes, start, end - start);
      }
      const count = mergeMany(bytes, start, end);
      ids = symbols.ids;
      return count;
    },
    take: (id) => {
      ids = few;
      few[0] = id;
      return 1;
    },
  };
}
