// Candidate merges, best first: the highest count, then the smaller pair of ids, then the candidate that came first.
// Counts may be out of date; whoever takes a candidate compares and puts it back.
import type { PairTable } from './pair-table.js';

const FIRST_CANDIDATES = 1 << 12;

export class MergeQueue {
  readonly #pairs: PairTable;
  #pair = new Int32Array(FIRST_CANDIDATES);
  #count = new Float64Array(FIRST_CANDIDATES);
  #from = new Float64Array(FIRST_CANDIDATES);
  #to = new Float64Array(FIRST_CANDIDATES);
  #candidates = 0;
  #heap = new Int32Array(FIRST_CANDIDATES);
  #size = 0;

  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  get size(): number {
    return this.#size;
  }

  /** A pair whose words are the entries [from, to) of the list of words, with its count of now. */
  add(pair: number, from: number, to: number): void {
    if (this.#candidates === this.#pair.length) this.#grow();
    const candidate = this.#candidates++;
    this.#pair[candidate] = pair;
    this.#from[candidate] = from;
    this.#to[candidate] = to;
    this.putBack(candidate);
  }

  /** Put a candidate in with its pair's count of now. */
  putBack(candidate: number): void {
    this.#count[candidate] = this.#pairs.count[this.#pair[candidate]!]!;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.#before(candidate, this.#heap[parent]!)) break;
      this.#heap[at] = this.#heap[parent]!;
      at = parent;
    }
    this.#heap[at] = candidate;
  }

  /** Take out the best candidate; the queue must not be empty. */
  take(): number {
    const best = this.#heap[0]!;
    const last = this.#heap[--this.#size]!;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= this.#size) break;
      let child = first;
      for (let other = first + 1; other < first + 4 && other < this.#size; other++) {
        if (this.#before(this.#heap[other]!, this.#heap[child]!)) child = other;
      }
      if (!this.#before(this.#heap[child]!, last)) break;
      this.#heap[at] = this.#heap[child]!;
      at = child;
    }
    this.#heap[at] = last;
    return best;
  }

  pairOf(candidate: number): number {
    return this.#pair[candidate]!;
  }

  /** The count with which a candidate was put in. */
  countOf(candidate: number): number {
    return this.#count[candidate]!;
  }

  wordsOf(candidate: number): readonly [from: number, to: number] {
    return [this.#from[candidate]!, this.#to[candidate]!];
  }

  #before(a: number, b: number): boolean {
    const difference = this.#count[a]! - this.#count[b]!;
    if (difference !== 0) return difference > 0;
    const { left, right } = this.#pairs;
    const [p, q] = [this.#pair[a]!, this.#pair[b]!];
    return (left[p]! - left[q]! || right[p]! - right[q]! || a - b) < 0;
  }

  #grow(): void {
    const room = 2 * this.#pair.length;
    const {
      0: pair,
      1: count,
      2: from,
      3: to,
      4: heap,
    } = [
      new Int32Array(room),
      new Float64Array(room),
      new Float64Array(room),
      new Float64Array(room),
      new Int32Array(room),
    ] as const;
    pair.set(this.#pair);
    count.set(this.#count);
    from.set(this.#from);
    to.set(this.#to);
    heap.set(this.#heap);
    this.#pair = pair;
    this.#count = count;
    this.#from = from;
    this.#to = to;
    this.#heap = heap;
  }
}
