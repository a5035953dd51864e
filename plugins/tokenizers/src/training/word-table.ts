// A table that counts words without making a string of each: a hash of UTF-16 units with open addressing. It never shrinks by itself.
import type { WordCounts } from './word-counts.js';

const FIRST_WORDS = 1 << 10;
const FIRST_UNITS = 1 << 14;

export class WordTable {
  #units = new Uint16Array(FIRST_UNITS);
  #starts = new Uint32Array(FIRST_WORDS + 1);
  #hashes = new Int32Array(FIRST_WORDS);
  #counts = new Float64Array(FIRST_WORDS);
  /** Word number + 1 in each slot, 0 where it is free; twice as many slots as there is room for words. */
  #slots = new Int32Array(2 * FIRST_WORDS);
  #size = 0;

  /** Number of distinct words. */
  get size(): number {
    return this.#size;
  }

  /** Count the word units[start, end) `count` times. */
  add(units: Uint16Array, start: number, end: number, count: number): void {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = mix(hash, units[i]!);
    const length = end - start;
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const word = this.#slots[slot]! - 1;
      if (word < 0) {
        const from = this.#append(slot, hash, length, count);
        for (let i = 0; i < length; i++) this.#units[from + i] = units[start + i]!;
        return;
      }
      if (this.#hashes[word] !== hash) continue;
      const from = this.#starts[word]!;
      if (this.#starts[word + 1]! - from !== length) continue;
      let i = 0;
      while (i < length && this.#units[from + i] === units[start + i]) i++;
      if (i < length) continue;
      this.#counts[word]! += count;
      return;
    }
  }

  /** Add the counts of other words to these. */
  addCounts({ units, starts, counts }: WordCounts): void {
    for (let other = 0; other < counts.length; other++) {
      this.add(units, starts[other]!, starts[other + 1]!, counts[other]!);
    }
  }

  /** The words and their counts, in the order in which they came. The arrays are views of the table's own. */
  view(): WordCounts {
    return {
      units: this.#units.subarray(0, this.#starts[this.#size]),
      starts: this.#starts.subarray(0, this.#size + 1),
      counts: this.#counts.subarray(0, this.#size),
    };
  }

  /** The words and their counts in arrays of their own, after which the table is empty. */
  drain(): WordCounts {
    const { units, starts, counts } = this.view();
    const drained = { units: units.slice(), starts: starts.slice(), counts: counts.slice() };
    this.#slots.fill(0);
    this.#size = 0;
    return drained;
  }

  /** Forget the words that stand fewer times. */
  dropBelow(least: number): void {
    const { units, starts, counts } = this.drain();
    for (let word = 0; word < counts.length; word++) {
      if (counts[word]! >= least) this.add(units, starts[word]!, starts[word + 1]!, counts[word]!);
    }
  }

  /** Make a new word in a free slot; returns where its units belong. */
  #append(slot: number, hash: number, length: number, count: number): number {
    const word = this.#size++;
    const from = this.#starts[word]!;
    if (from + length > this.#units.length) {
      this.#units = grow(this.#units, new Uint16Array(Math.max(2 * this.#units.length, from + length)));
    }
    this.#starts[word + 1] = from + length;
    this.#hashes[word] = hash;
    this.#counts[word] = count;
    this.#slots[slot] = word + 1;
    if (this.#size === this.#counts.length) this.#growWords();
    return from;
  }

  #growWords(): void {
    const room = 2 * this.#counts.length;
    this.#starts = grow(this.#starts, new Uint32Array(room + 1));
    this.#hashes = grow(this.#hashes, new Int32Array(room));
    this.#counts = grow(this.#counts, new Float64Array(room));
    this.#slots = new Int32Array(2 * room);
    const mask = this.#slots.length - 1;
    for (let word = 0; word < this.#size; word++) {
      let slot = spread(this.#hashes[word]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = word + 1;
    }
  }
}

function mix(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

function spread(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return folded ^ (folded >>> 13);
}

function grow<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
