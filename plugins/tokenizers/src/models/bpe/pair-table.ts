// From pairs of ids to the rank of their merge: a hash table in typed arrays, for hundreds of thousands of merges.

export interface PairTable {
  /** Rank of the merge of two ids, or -1. */
  rank(left: number, right: number): number;
}

/**
 * @param lefts, rights [merges] ids of each merge, in the order of ranks; of equal pairs the last counts
 * @param ranks [merges] where the rank of a merge is not its place
 */
export function createPairTable(lefts: Int32Array, rights: Int32Array, ranks?: Int32Array): PairTable {
  const places = new RankTable(lefts, rights);
  if (ranks === undefined) return places;
  return {
    rank: (left, right) => {
      const place = places.rank(left, right);
      return place < 0 ? place : ranks[place]!;
    },
  };
}

/**
 * Most pairs that are looked up are no merges. So a slot is one number, a rank and some bits of the hash, of which many fit into a
 * processor's cache; the pair itself is looked at only where those bits agree.
 */
class RankTable implements PairTable {
  /** [2 × merges] the pair of each rank, side by side. */
  readonly #pairs: Int32Array;
  /** The low bits hold rank + 1, or 0 in a free slot; the others the low bits of the hash, as its high ones choose the slot. */
  readonly #slots: Int32Array;
  readonly #shift: number;
  readonly #rankBits: number;

  constructor(lefts: Int32Array, rights: Int32Array) {
    const merges = lefts.length;
    const bits = Math.max(4, 32 - Math.clz32(Math.ceil(1.4 * merges)));
    this.#pairs = new Int32Array(2 * merges);
    this.#slots = new Int32Array(1 << bits);
    this.#shift = 32 - bits;
    this.#rankBits = Math.max(1, 32 - Math.clz32(merges));
    for (let rank = 0; rank < merges; rank++) {
      this.#pairs[2 * rank] = lefts[rank]!;
      this.#pairs[2 * rank + 1] = rights[rank]!;
      const slot = this.#find(lefts[rank]!, rights[rank]!);
      this.#slots[slot] = (hash(lefts[rank]!, rights[rank]!) << this.#rankBits) | (rank + 1);
    }
  }

  rank(left: number, right: number): number {
    return (this.#slots[this.#find(left, right)]! & ((1 << this.#rankBits) - 1)) - 1;
  }

  /** The slot of the pair, or the free one that it would take. */
  #find(left: number, right: number): number {
    const slots = this.#slots;
    const pairs = this.#pairs;
    const code = hash(left, right);
    const rankMask = (1 << this.#rankBits) - 1;
    const tag = code << this.#rankBits;
    for (let slot = code >>> this.#shift; ; slot = (slot + 1) & (slots.length - 1)) {
      const entry = slots[slot]!;
      if (entry === 0) return slot;
      if ((entry & ~rankMask) !== tag) continue;
      const at = 2 * ((entry & rankMask) - 1);
      if (pairs[at] === left && pairs[at + 1] === right) return slot;
    }
  }
}

/** Multiplicative hashing: the high bits of the product are taken first. */
function hash(left: number, right: number): number {
  return Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
}
