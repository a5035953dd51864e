// Symbols of a text, merged by the score of the piece that they make, the leftmost first among equal scores.
import type { PairTable } from '../models/bpe/pair-table.js';
import { RankHeap } from '../models/bpe/rank-heap.js';

export interface PieceMerges {
  readonly pairs: PairTable;
  /** [merges] id of what each makes. */
  readonly merged: Int32Array;
  /** [ids] place of a piece among all scores, from the greatest; equal scores have the same. */
  readonly order: Int32Array;
}

/** Is told of each merge that becomes possible, in the order in which SentencePiece finds them. */
export type OnCandidate = (made: number, left: number, right: number) => void;

export class PieceMerger {
  count = 0;
  /** Negative ids merge with nothing. */
  ids = new Int32Array(64);
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** What the merge with the next symbol makes, or -1. */
  #made = new Int32Array(64);
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  readonly #heap = new RankHeap();

  clear(): void {
    this.count = 0;
  }

  add(id: number, start: number, end: number): void {
    if (this.count === this.ids.length) this.#grow();
    this.ids[this.count] = id;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  /** Apply all merges; symbols are then 0 … count - 1 again. */
  merge(merges: PieceMerges, onCandidate?: OnCandidate): void {
    const { order } = merges;
    const { ids, ends, count } = this;
    const made = this.#made;
    const next = this.#next;
    const previous = this.#previous;
    const heap = this.#heap;
    const find = (at: number): number => {
      made[at] = -1;
      if (at < 0 || next[at]! >= count) return -1;
      const [left, right] = [ids[at]!, ids[next[at]!]!];
      const place = left < 0 || right < 0 ? -1 : merges.pairs.rank(left, right);
      if (place < 0) return -1;
      made[at] = merges.merged[place]!;
      onCandidate?.(made[at], left, right);
      return order[made[at]]!;
    };
    heap.clear(count);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (let i = 0; i < count; i++) {
      const rank = find(i);
      if (rank >= 0) heap.add(rank, i);
    }
    heap.order();
    while (heap.pop()) {
      const { rank, place: at } = heap;
      // one of the two was merged with another meanwhile
      if (made[at]! < 0 || order[made[at]!] !== rank) continue;
      const gone = next[at]!;
      ids[at] = made[at]!;
      ends[at] = ends[gone]!;
      next[at] = next[gone]!;
      made[gone] = -1;
      if (next[at] < count) previous[next[at]] = at;
      for (const changed of [previous[at]!, at]) {
        const found = changed < 0 ? -1 : find(changed);
        if (found >= 0) heap.push(found, changed);
      }
    }
    this.#pack();
  }

  #pack(): void {
    let kept = 0;
    for (let i = 0; i < this.count; i = this.#next[i]!) {
      this.ids[kept] = this.ids[i]!;
      this.starts[kept] = this.starts[i]!;
      this.ends[kept] = this.ends[i]!;
      kept++;
    }
    this.count = kept;
  }

  #grow(): void {
    const larger = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(2 * from.length);
      to.set(from);
      return to;
    };
    this.ids = larger(this.ids);
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
    this.#made = new Int32Array(this.ids.length);
    this.#next = new Int32Array(this.ids.length);
    this.#previous = new Int32Array(this.ids.length);
  }
}
