// From pairs of ids to the rank of their merge: a hash table in typed arrays, for hundreds of thousands of merges.

export interface PairTable {
  /** Rank of the merge of two ids, or -1. */
  rank(left: number, right: number): number;
}

/**
 * @param lefts, rights [merges] ids of each merge, in the order of ranks; of equal pairs the last counts
 */
export function createPairTable(lefts: Int32Array, rights: Int32Array): PairTable {
  const bits = Math.max(4, 32 - Math.clz32(2 * lefts.length));
  const mask = (1 << bits) - 1;
  const shift = 32 - bits;
  // three per slot: left, right, rank; an empty slot has rank -1
  const slots = new Int32Array(3 * (mask + 1)).fill(-1);
  for (let rank = 0; rank < lefts.length; rank++) {
    const left = lefts[rank]!;
    const right = rights[rank]!;
    let slot = hash(left, right) >>> shift;
    while (slots[3 * slot + 2]! >= 0 && (slots[3 * slot] !== left || slots[3 * slot + 1] !== right)) {
      slot = (slot + 1) & mask;
    }
    slots[3 * slot] = left;
    slots[3 * slot + 1] = right;
    slots[3 * slot + 2] = rank;
  }
  return {
    rank: (left, right) => {
      let slot = hash(left, right) >>> shift;
      for (;;) {
        const rank = slots[3 * slot + 2]!;
        if (rank < 0 || (slots[3 * slot] === left && slots[3 * slot + 1] === right)) return rank;
        slot = (slot + 1) & mask;
      }
    },
  };
}

/** Multiplicative hashing: the high bits of the product are taken. */
function hash(left: number, right: number): number {
  return Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
}
