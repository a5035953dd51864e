// Puts pieces side by side into rows of one length: best fit, largest first (Johnson 1973, "Near-optimal bin packing algorithms"). Such a
// packing needs at most 11/9 of the fewest rows possible, and close to the fewest where there are small pieces to fill gaps with.
import { sharedArray } from '../columns/column-types.js';
import type { Pieces } from './cut-pieces.js';
import type { PackedRows } from './packed-rows.js';

/**
 * Pieces that are packed together. Rows then hold samples that were near each other, and a large split is read almost in order where
 * its order is kept; what the last rows of a window leave empty does not count with so many.
 */
export const WINDOW = 1 << 16;

/** No row, no piece. */
const NONE = -1;

/**
 * Within each window the pieces go from the largest to the smallest, equal ones in order, each into the fullest row that it fits into.
 * The rows of a window come in the order of their first pieces, the pieces of a row in the order of the data. Takes time and memory
 * in proportion to the pieces.
 * @param pieces none larger than `context`
 */
export function fillRows(pieces: Pieces, context: number, window = WINDOW): PackedRows {
  const count = pieces.sizes.length;
  const starts = sharedArray(pieces.starts instanceof Uint32Array ? 'uint32' : 'float64', count);
  const sizes = sharedArray('uint32', count);
  const rowStarts = new Uint32Array(count + 1);
  const filler = new WindowFiller(context, Math.min(window, count));
  let rows = 0;
  for (let first = 0; first < count; first += window) {
    const size = Math.min(window, count - first);
    const made = filler.fill(pieces.sizes.subarray(first, first + size));
    // Where the next piece of each row goes.
    const next = filler.rowStarts.slice(0, made);
    for (let row = 0; row < made; row++) rowStarts[rows + row] = first + next[row]!;
    for (let piece = 0; piece < size; piece++) {
      const row = filler.rowOf[piece]!;
      const place = first + next[row]!;
      next[row] = next[row]! + 1;
      starts[place] = pieces.starts[first + piece]!;
      sizes[place] = pieces.sizes[first + piece]!;
    }
    rows += made;
  }
  rowStarts[rows] = count;
  const kept = sharedArray('uint32', rows + 1);
  kept.set(rowStarts.subarray(0, rows + 1));
  return { starts, sizes, rowStarts: kept };
}

/** Arrays for one window, used for each in turn. */
class WindowFiller {
  /** Row of each piece of the window. */
  readonly rowOf: Uint32Array;
  /** Number of the first piece of each row, the pieces of a row counted together. */
  readonly rowStarts: Uint32Array;
  readonly #context: number;
  readonly #order: Uint32Array;
  /** For each size, where the next piece of it goes in `order`. */
  readonly #places: Uint32Array;
  readonly #numbers: Int32Array;
  readonly #open: OpenRows;

  constructor(context: number, window: number) {
    this.#context = context;
    this.rowOf = new Uint32Array(window);
    this.rowStarts = new Uint32Array(window);
    this.#order = new Uint32Array(window);
    this.#places = new Uint32Array(context + 2);
    this.#numbers = new Int32Array(window);
    this.#open = new OpenRows(context, window);
  }

  /** @returns rows that the pieces took */
  fill(sizes: Uint32Array): number {
    this.#sort(sizes);
    const { rowOf, rowStarts } = this;
    const open = this.#open;
    open.clear();
    let made = 0;
    for (let place = 0; place < sizes.length; place++) {
      const piece = this.#order[place]!;
      const size = sizes[piece]!;
      const space = open.smallestFrom(size);
      const row = space === NONE ? made++ : open.take(space);
      rowOf[piece] = row;
      open.put(row, (space === NONE ? this.#context : space) - size);
    }
    // Numbered anew, by first pieces.
    const numbers = this.#numbers.fill(NONE, 0, made);
    rowStarts.fill(0, 0, made);
    let named = 0;
    for (let piece = 0; piece < sizes.length; piece++) {
      const row = rowOf[piece]!;
      if (numbers[row] === NONE) numbers[row] = named++;
      rowOf[piece] = numbers[row]!;
      rowStarts[numbers[row]!]!++;
    }
    let sum = 0;
    for (let row = 0; row < made; row++) {
      const count = rowStarts[row]!;
      rowStarts[row] = sum;
      sum += count;
    }
    return made;
  }

  /** Counting sort, largest first; equal ones stay in order. */
  #sort(sizes: Uint32Array): void {
    const places = this.#places.fill(0);
    for (let piece = 0; piece < sizes.length; piece++) places[sizes[piece]!]!++;
    let sum = 0;
    for (let size = this.#context; size > 0; size--) {
      const count = places[size]!;
      places[size] = sum;
      sum += count;
    }
    for (let piece = 0; piece < sizes.length; piece++) this.#order[places[sizes[piece]!]!++] = piece;
  }
}

/** Rows with space, found by how much they have: a list for each size, and a bit for each list that is not empty. */
class OpenRows {
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #bits: Uint32Array;
  /** A bit for each word of `bits` that is not 0. */
  readonly #words: Uint32Array;

  constructor(context: number, rows: number) {
    this.#first = new Int32Array(context + 1);
    this.#next = new Int32Array(rows);
    this.#bits = new Uint32Array((context >>> 5) + 1);
    this.#words = new Uint32Array((context >>> 10) + 1);
  }

  clear(): void {
    this.#first.fill(NONE);
    this.#bits.fill(0);
    this.#words.fill(0);
  }

  put(row: number, space: number): void {
    if (space === 0) return;
    this.#next[row] = this.#first[space]!;
    this.#first[space] = row;
    this.#bits[space >>> 5]! |= 1 << (space & 31);
    this.#words[space >>> 10]! |= 1 << ((space >>> 5) & 31);
  }

  /** Remove the row of this space that came last. */
  take(space: number): number {
    const row = this.#first[space]!;
    const next = this.#next[row]!;
    this.#first[space] = next;
    if (next === NONE) {
      this.#bits[space >>> 5]! &= ~(1 << (space & 31));
      if (this.#bits[space >>> 5] === 0) this.#words[space >>> 10]! &= ~(1 << ((space >>> 5) & 31));
    }
    return row;
  }

  /** The smallest space of at least `size` that some row has. */
  smallestFrom(size: number): number {
    const word = size >>> 5;
    const bits = this.#bits[word]! & (-1 << (size & 31));
    if (bits !== 0) return (word << 5) + lowestBit(bits);
    const after = word + 1;
    let group = after >>> 5;
    if (group >= this.#words.length) return NONE;
    let words = this.#words[group]! & (-1 << (after & 31));
    while (words === 0) {
      if (++group === this.#words.length) return NONE;
      words = this.#words[group]!;
    }
    const found = (group << 5) + lowestBit(words);
    return (found << 5) + lowestBit(this.#bits[found]!);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
