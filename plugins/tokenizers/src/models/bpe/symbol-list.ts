// The symbols of one piece on the way to its tokens: ids with their places, merged by rank, the leftmost first among equals.
import type { PairTable } from './pair-table.js';
import { RankHeap } from './rank-heap.js';

/** BPE-dropout (Provilkov et al. 2020): each merge that is possible is passed over with this probability, anew at each step. */
export interface MergeDropout {
  readonly rate: number;
  /** Numbers from 0 to 1, 1 not among them. */
  readonly random: () => number;
}

export interface MergeRules {
  readonly pairs: PairTable;
  /** [ranks] id that each merge makes. */
  readonly merged: Int32Array;
}

/** Up to this many symbols looking through all pairs is faster than a heap. */
const FEW = 48;

export class SymbolList {
  count = 0;
  ids = new Int32Array(64);
  /** In UTF-16 units of the piece. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** Rank of the merge with the next symbol, or -1. */
  #ranks = new Int32Array(64);
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

  /** Apply all merges, or with dropout those that chance leaves; symbols are then 0 … count - 1 again. O(n log n) for long pieces. */
  merge(rules: MergeRules, dropout?: MergeDropout): void {
    if (this.count < 2) return;
    if (dropout !== undefined || this.count > FEW) this.#mergeMany(rules, dropout);
    else this.#mergeFew(rules);
  }

  #mergeFew({ pairs, merged }: MergeRules): void {
    const { ids, starts, ends } = this;
    const ranks = this.#ranks;
    let last = this.count - 1;
    for (let i = 0; i < last; i++) ranks[i] = pairs.rank(ids[i]!, ids[i + 1]!);
    for (;;) {
      let at = -1;
      let least = 0x7fffffff;
      for (let i = 0; i < last; i++) {
        const rank = ranks[i]!;
        if (rank >= 0 && rank < least) {
          least = rank;
          at = i;
        }
      }
      if (at < 0) break;
      ids[at] = merged[least]!;
      ends[at] = ends[at + 1]!;
      for (let i = at + 1; i < last; i++) {
        ids[i] = ids[i + 1]!;
        starts[i] = starts[i + 1]!;
        ends[i] = ends[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      last--;
      if (at > 0) ranks[at - 1] = pairs.rank(ids[at - 1]!, ids[at]!);
      if (at < last) ranks[at] = pairs.rank(ids[at]!, ids[at + 1]!);
    }
    this.count = last + 1;
  }

  #mergeMany({ pairs, merged }: MergeRules, dropout?: MergeDropout): void {
    const { ids, ends, count } = this;
    const ranks = this.#ranks;
    const next = this.#next;
    const previous = this.#previous;
    const heap = this.#heap;
    heap.clear(count);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      ranks[i] = i + 1 < count ? pairs.rank(ids[i]!, ids[i + 1]!) : -1;
      if (ranks[i]! >= 0) heap.add(ranks[i]!, i);
    }
    heap.order();
    const skipped: number[] = [];
    while (heap.pop()) {
      const { rank, place: at } = heap;
      if (ranks[at] !== rank) continue; // one of the two was merged with another meanwhile
      // the least of the merges that are left is that of the step: none behind it need be drawn for
      if (dropout !== undefined && dropout.random() < dropout.rate) {
        skipped.push(rank, at);
        continue;
      }
      for (let i = 0; i < skipped.length; i += 2) heap.push(skipped[i]!, skipped[i + 1]!);
      skipped.length = 0;
      const gone = next[at]!;
      const after = next[gone]!;
      ids[at] = merged[rank]!;
      ends[at] = ends[gone]!;
      next[at] = after;
      ranks[gone] = -1;
      ranks[at] = -1;
      next[gone] = -1;
      if (after < count) {
        previous[after] = at;
        ranks[at] = pairs.rank(ids[at], ids[after]!);
        if (ranks[at] >= 0) heap.push(ranks[at], at);
      }
      const before = previous[at]!;
      if (before >= 0) {
        ranks[before] = pairs.rank(ids[before]!, ids[at]);
        if (ranks[before] >= 0) heap.push(ranks[before], before);
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
    this.#ranks = new Int32Array(this.ids.length);
    this.#next = new Int32Array(this.ids.length);
    this.#previous = new Int32Array(this.ids.length);
  }
}
