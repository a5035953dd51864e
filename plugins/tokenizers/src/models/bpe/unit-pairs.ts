// Which two UTF-16 units stand side by side inside some token that merges make. Text can be cut where they do not:
// no merge crosses such a place, so that both sides are tokenized by themselves and found again in a cache.

export interface UnitPairs {
  has(left: number, right: number): boolean;
}

/** @param tokens every token that a merge makes; a token may come more than once */
export function createUnitPairs(tokens: Iterable<string>): UnitPairs {
  let slots = new Uint32Array(1 << 12);
  let count = 0;
  let hasZero = false; // the pair of two U+0000 is 0, which marks an empty slot

  const insert = (table: Uint32Array, pair: number): boolean => {
    const mask = table.length - 1;
    let slot = hash(pair) & mask;
    while (table[slot] !== 0) {
      if (table[slot] === pair) return false;
      slot = (slot + 1) & mask;
    }
    table[slot] = pair;
    return true;
  };
  const grow = (): void => {
    const larger = new Uint32Array(2 * slots.length);
    for (const pair of slots) if (pair !== 0) insert(larger, pair);
    slots = larger;
  };

  for (const token of tokens) {
    for (let i = 1; i < token.length; i++) {
      const pair = ((token.charCodeAt(i - 1) << 16) | token.charCodeAt(i)) >>> 0;
      if (pair === 0) hasZero = true;
      else if (insert(slots, pair) && 2 * ++count > slots.length) grow();
    }
  }

  return {
    has: (left, right) => {
      const pair = ((left << 16) | right) >>> 0;
      if (pair === 0) return hasZero;
      const mask = slots.length - 1;
      let slot = hash(pair) & mask;
      while (slots[slot] !== 0) {
        if (slots[slot] === pair) return true;
        slot = (slot + 1) & mask;
      }
      return false;
    },
  };
}

function hash(pair: number): number {
  const product = Math.imul(pair, 0x9e3779b1);
  return product ^ (product >>> 15);
}
