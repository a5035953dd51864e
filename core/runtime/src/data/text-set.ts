// Which texts came before: a set of 64-bit hashes in open addressing, 10 to 16 bytes a text. Of 10 million different texts two have one
// hash with a probability of 3 in a million.
import { createHash } from 'node:crypto';

const FIRST_SLOTS = 1 << 10;
/** Part of the slots in use at which there are made more, and how many more. */
const FULL = 0.85;
const GROWTH = 1.5;

export class TextSet {
  /** Two words a slot; both 0 where it is free. */
  #slots = new Uint32Array(2 * FIRST_SLOTS);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** Whether the text is new; from now on it is not. */
  add(text: string): boolean {
    const digest = createHash('sha256').update(text, 'utf8').digest();
    const low = digest.readUInt32LE(0);
    // Never two zeros.
    const high = digest.readUInt32LE(4) || 1;
    if (this.#count + 1 > (this.#slots.length / 2) * FULL) this.#grow();
    if (!insert(this.#slots, low, high)) return false;
    this.#count++;
    return true;
  }

  #grow(): void {
    const grown = new Uint32Array(2 * Math.ceil((this.#slots.length / 2) * GROWTH));
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at + 1] !== 0) insert(grown, this.#slots[at]!, this.#slots[at + 1]!);
    }
    this.#slots = grown;
  }
}

/** Linear probing; false where the hash is there already. */
function insert(slots: Uint32Array, low: number, high: number): boolean {
  const count = slots.length / 2;
  for (let slot = (low + high * 2 ** 20) % count; ; slot = slot + 1 === count ? 0 : slot + 1) {
    const at = 2 * slot;
    if (slots[at + 1] === 0) {
      slots[at] = low;
      slots[at + 1] = high;
      return true;
    }
    if (slots[at] === low && slots[at + 1] === high) return false;
  }
}
