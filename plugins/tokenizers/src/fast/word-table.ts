// Words that were merged before, with their ids: an open-addressing hash table in typed arrays, keyed by UTF-16 units.
// It is bounded. When words, units or ids have no more room it is emptied: what is in use comes back at the cost of one merge a word.

/** Longer words are merged each time: few of them come again. */
export const LONGEST_WORD = 64;

/** In 32-bit numbers: hash; width and number of ids; where the units are; the id, or where the ids are. */
export const ENTRY = 4;

const FIRST_BITS = 10;
/** Every word moves when the table grows, so it grows by much. */
const GROWTH_BITS = 2;

export interface WordTableLimits {
  /** Words at most; a power of two. */
  readonly words: number;
  /** UTF-16 units and ids for each of them, on average. */
  readonly perWord: number;
}

const LIMITS: WordTableLimits = { words: 1 << 17, perWord: 12 };

export class WordTable {
  /** [slots × ENTRY]; the second number of a free slot is 0. */
  slots = new Int32Array(ENTRY << FIRST_BITS);
  /** The slot of a hash is its high bits: `hash >>> shift`. */
  shift = 32 - FIRST_BITS;
  units = new Uint16Array(1 << 12);
  ids = new Int32Array(1 << 11);
  readonly #limits: WordTableLimits;
  #words = 0;
  #unitCount = 0;
  #idCount = 0;

  constructor(limits: WordTableLimits = LIMITS) {
    this.#limits = limits;
  }

  /** Add a word that is not in the table. All arrays may be others afterwards. */
  add(hash: number, units: Uint16Array, start: number, end: number, ids: Int32Array, count: number): void {
    this.#makeRoom(end - start, count);
    for (let i = start; i < end; i++) this.units[this.#unitCount + i - start] = units[i]!;
    let value = ids[0]!;
    if (count > 1) {
      value = this.#idCount;
      for (let i = 0; i < count; i++) this.ids[value + i] = ids[i]!;
      this.#idCount += count;
    }
    this.#insert(this.slots, hash, (end - start) | (count << 8), this.#unitCount, value);
    this.#unitCount += end - start;
    this.#words++;
  }

  #makeRoom(width: number, count: number): void {
    const { words, perWord } = this.#limits;
    const most = words * perWord;
    if (this.#words >= words || this.#unitCount + width > most || this.#idCount + count > most) {
      this.slots.fill(0);
      this.#words = 0;
      this.#unitCount = 0;
      this.#idCount = 0;
    }
    if (2 * (this.#words + 1) * ENTRY > this.slots.length) this.#growSlots();
    if (this.#unitCount + width > this.units.length) {
      const larger = new Uint16Array(2 * this.units.length);
      larger.set(this.units);
      this.units = larger;
    }
    if (this.#idCount + count > this.ids.length) {
      const larger = new Int32Array(2 * this.ids.length);
      larger.set(this.ids);
      this.ids = larger;
    }
  }

  #growSlots(): void {
    const { slots } = this;
    const larger = new Int32Array(slots.length << GROWTH_BITS);
    this.shift -= GROWTH_BITS;
    for (let at = 0; at < slots.length; at += ENTRY) {
      if (slots[at + 1] !== 0) {
        this.#insert(larger, slots[at]!, slots[at + 1]!, slots[at + 2]!, slots[at + 3]!);
      }
    }
    this.slots = larger;
  }

  #insert(slots: Int32Array, hash: number, sizes: number, units: number, value: number): void {
    let at = (hash >>> this.shift) * ENTRY;
    while (slots[at + 1] !== 0) at = at + ENTRY === slots.length ? 0 : at + ENTRY;
    slots[at] = hash;
    slots[at + 1] = sizes;
    slots[at + 2] = units;
    slots[at + 3] = value;
  }
}
