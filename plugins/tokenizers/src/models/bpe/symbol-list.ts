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
  /** [merges] id that each makes. */
  readonly merged: Int32Array;
  /** [merges] rank of each, where some have the same. Default: its place. */
  readonly ranks?: Int32Array | undefined;
}

export interface MergeOptions {
  readonly dropout?: MergeDropout | undefined;
  /** Is told of each merge that becomes possible, from the left to the right of what changed. */
  readonly onCandidate?: ((made: number, left: number, right: number) => void) | undefined;
}

/** Up to this many symbols looking through all pairs is faster than a heap. */
const FEW = 48;
const NO_OPTIONS: MergeOptions = Object.freeze({});

export class SymbolList {
  count = 0;
  /** Ids that no rule names merge with nothing. */
  ids = new Int32Array(64);
  /** In UTF-16 units of the piece. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** The merge with the next symbol, or -1. */
  #merges = new Int32Array(64);
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
  merge(rules: MergeRules, options?: MergeOptions): void {
    if (this.count < 2 && options === undefined) return;
    if (options === undefined && rules.ranks === undefined && this.count <= FEW) this.#mergeFew(rules);
    else this.#mergeMany(rules, options);
  }

  #mergeFew({ pairs, merged }: MergeRules): void {
    const { ids, starts, ends } = this;
    const ranks = this.#merges;
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

  #mergeMany(rules: MergeRules, { dropout, onCandidate }: MergeOptions = NO_OPTIONS): void {
    const { merged, ranks } = rules;
    const { ids, ends, count } = this;
    const merges = this.#merges;
    const next = this.#next;
    const previous = this.#previous;
    const heap = this.#heap;
    heap.clear(count);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      const rank = this.#look(rules, i, onCandidate);
      if (rank >= 0) heap.add(rank, i);
    }
    heap.order();
    const skipped: number[] = [];
    while (heap.pop()) {
      const { rank, place: at } = heap;
      const merge = merges[at]!;
      // one of the two was merged with another meanwhile
      if (merge < 0 || (ranks === undefined ? merge : ranks[merge]!) !== rank) continue;
      // the least of the merges that are left is that of the step: none behind it need be drawn for
      if (dropout !== undefined && dropout.random() < dropout.rate) {
        skipped.push(rank, at);
        continue;
      }
      for (let i = 0; i < skipped.length; i += 2) heap.push(skipped[i]!, skipped[i + 1]!);
      skipped.length = 0;
      const gone = next[at]!;
      const after = next[gone]!;
      ids[at] = merged[merge]!;
      ends[at] = ends[gone]!;
      next[at] = after;
      merges[gone] = -1;
      if (after < count) previous[after] = at;
      const before = previous[at]!;
      if (before >= 0) {
        const found = this.#look(rules, before, onCandidate);
        if (found >= 0) heap.push(found, before);
      }
      const found = this.#look(rules, at, onCandidate);
      if (found >= 0) heap.push(found, at);
    }
    this.#pack();
  }

  /** Find the merge of a symbol with the next one. @returns its rank, or -1 */
  #look({ pairs, merged, ranks }: MergeRules, at: number, onCandidate: MergeOptions['onCandidate']): number {
    const { ids } = this;
    const right = this.#next[at]!;
    const merge = right < this.count ? pairs.rank(ids[at]!, ids[right]!) : -1;
    this.#merges[at] = merge;
    if (merge < 0) return -1;
    onCandidate?.(merged[merge]!, ids[at]!, ids[right]!);
    return ranks === undefined ? merge : ranks[merge]!;
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
    this.#merges = new Int32Array(this.ids.length);
    this.#next = new Int32Array(this.ids.length);
    this.#previous = new Int32Array(this.ids.length);
  }
}
