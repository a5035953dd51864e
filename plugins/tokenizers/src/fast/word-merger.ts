// Merging the bytes of one word: looking through all pairs where they are few, a heap where they are many.
import { SymbolList } from '../models/bpe/symbol-list.js';
import { type ByteMerges, NO_KEY, PLACE_BITS } from './byte-merges.js';

const LARGEST = 0x7fffffff;

/** Up to this many bytes looking through all pairs is faster than a heap. A place takes `PLACE_BITS` of a key. */
const FEW = 1 << PLACE_BITS;

/** A class, as methods of all instances share what the JavaScript engine learns and compiles. */
export class WordMerger {
  /** [count] what `merge` made. */
  ids: Int32Array;
  readonly #merges: ByteMerges;
  readonly #few = new Int32Array(FEW);
  /** Rank and place of the pair that begins at each symbol: the least key is the pair to merge. */
  readonly #keys = new Int32Array(FEW);
  readonly #next = new Int32Array(FEW);
  readonly #previous = new Int32Array(FEW + 1);
  readonly #symbols = new SymbolList();

  constructor(merges: ByteMerges) {
    this.#merges = merges;
    this.ids = this.#few;
  }

  /** Merge the first `count` bytes as one word, and return the number of ids. */
  merge(bytes: Uint8Array, count: number): number {
    if (count > FEW) return this.#mergeMany(bytes, count);
    this.ids = this.#few;
    return this.#mergeFew(bytes, count);
  }

  /** As if a word had been merged into one id. */
  take(id: number): number {
    this.ids = this.#few;
    this.#few[0] = id;
    return 1;
  }

  #mergeFew(bytes: Uint8Array, count: number): number {
    const { byteIds, byteKeys, pairs, merged } = this.#merges;
    const few = this.#few;
    const keys = this.#keys;
    const next = this.#next;
    const previous = this.#previous;
    const last = count - 1;
    for (let i = 0; i < count; i++) {
      const byte = bytes[i]!;
      few[i] = byteIds[byte]!;
      keys[i] = i < last ? byteKeys[(byte << 8) | bytes[i + 1]!]! | i : NO_KEY;
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (;;) {
      const least = findLeast(keys, last);
      if (least >= NO_KEY) break;
      const at = least & (FEW - 1);
      const id = merged[least >> PLACE_BITS]!;
      const gone = next[at]!;
      const after = next[gone]!;
      few[at] = id;
      next[at] = after;
      previous[after] = at;
      keys[gone] = NO_KEY;
      // the rank of no merge is -1, which becomes `NO_KEY` without its sign
      keys[at] = after < count ? ((pairs.rank(id, few[after]!) << PLACE_BITS) | at) & LARGEST : NO_KEY;
      const before = previous[at]!;
      if (before >= 0) keys[before] = ((pairs.rank(few[before]!, id) << PLACE_BITS) | before) & LARGEST;
    }
    let kept = 0;
    for (let i = 0; i < count; i = next[i]!) few[kept++] = few[i]!;
    return kept;
  }

  #mergeMany(bytes: Uint8Array, count: number): number {
    const symbols = this.#symbols;
    symbols.clear();
    for (let i = 0; i < count; i++) symbols.add(this.#merges.byteIds[bytes[i]!]!, i, i + 1);
    symbols.merge(this.#merges);
    this.ids = symbols.ids;
    return symbols.count;
  }
}

/** Without branches, which would be taken at random. */
function findLeast(keys: Int32Array, count: number): number {
  let even = NO_KEY;
  let odd = NO_KEY;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const first = (keys[i]! - even) | 0;
    even += first & (first >> 31);
    const second = (keys[i + 1]! - odd) | 0;
    odd += second & (second >> 31);
  }
  if (i < count && keys[i]! < even) even = keys[i]!;
  return even < odd ? even : odd;
}
