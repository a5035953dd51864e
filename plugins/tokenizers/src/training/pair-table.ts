// Counts of pairs of tokens that stand side by side: a hash from two ids to a dense number, with open addressing.

const FIRST_PAIRS = 1 << 12;

export class PairTable {
  left = new Int32Array(FIRST_PAIRS);
  right = new Int32Array(FIRST_PAIRS);
  /** [pairs] times the pair stands in the words, each word as often as it stands in the corpus. */
  count = new Float64Array(FIRST_PAIRS);
  #size = 0;
  #slots = new Int32Array(2 * FIRST_PAIRS);

  get size(): number {
    return this.#size;
  }

  /** The number of a pair; a new pair gets the next number and count 0. */
  find(left: number, right: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(left, right) & mask; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot]! - 1;
      if (pair < 0) return this.#append(slot, left, right);
      if (this.left[pair] === left && this.right[pair] === right) return pair;
    }
  }

  #append(slot: number, left: number, right: number): number {
    const pair = this.#size++;
    this.left[pair] = left;
    this.right[pair] = right;
    this.#slots[slot] = pair + 1;
    if (this.#size === this.left.length) this.#grow();
    return pair;
  }

  #grow(): void {
    const room = 2 * this.left.length;
    const { left, right, count } = this;
    this.left = new Int32Array(room);
    this.left.set(left);
    this.right = new Int32Array(room);
    this.right.set(right);
    this.count = new Float64Array(room);
    this.count.set(count);
    this.#slots = new Int32Array(2 * room);
    const mask = this.#slots.length - 1;
    for (let pair = 0; pair < this.#size; pair++) {
      let slot = hash(this.left[pair]!, this.right[pair]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = pair + 1;
    }
  }
}

function hash(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
