// Words as lists of token ids in which pairs are replaced, with the counts of all pairs kept up to date: only the words that may hold
// a pair are visited. It chooses no merges.
import { GrowingList } from './growing-list.js';
import { MergeQueue } from './merge-queue.js';
import { PairTable } from './pair-table.js';

export interface TokenWords {
  /** Token ids of all words, one after the other; written over. */
  readonly ids: Int32Array;
  /** [words + 1] where each word begins. */
  readonly starts: Uint32Array;
  /** [words] */
  readonly counts: Float64Array;
}

export class MergeState {
  readonly pairs = new PairTable();
  readonly queue = new MergeQueue(this.pairs);
  /** Token ids that were visited so far: a measure of the work done. */
  visited = 0;
  readonly #words: TokenWords;
  readonly #ends: Uint32Array;
  /** Words of candidates, as ranges that the queue knows. */
  readonly #places = new GrowingList(1 << 12);
  readonly #neighbours: NeighbourPairs;
  readonly #fresh: FreshPairs;

  /** @param vocabularySize one more than the largest id there will be */
  constructor(words: TokenWords, vocabularySize: number) {
    this.#words = words;
    this.#ends = words.starts.slice(1);
    this.#neighbours = new NeighbourPairs(this.pairs, vocabularySize);
    this.#fresh = new FreshPairs();
    this.#countAll();
  }

  /**
   * Replace `left right` by `merged` in the words of a candidate.
   * @param mayJoin whether a token of this id may stand in a pair with the merged one; other pairs are not counted
   */
  merge(candidate: number, merged: number, mayJoin: (id: number) => boolean): void {
    const pair = this.queue.pairOf(candidate);
    const left = this.pairs.left[pair]!;
    const right = this.pairs.right[pair]!;
    const [from, to] = this.queue.wordsOf(candidate);
    this.#neighbours.begin(left, right, merged);
    for (let at = from; at < to; at++)
      this.#mergeWord(this.#places.values[at]!, left, right, merged, mayJoin);
    this.#neighbours.end();
    this.#fresh.enqueue(this.pairs, this.queue, this.#places);
  }

  #mergeWord(
    word: number,
    left: number,
    right: number,
    merged: number,
    mayJoin: (id: number) => boolean,
  ): void {
    const { ids, starts, counts } = this.#words;
    const start = starts[word]!;
    const end = this.#ends[word]!;
    const times = counts[word]!;
    this.visited += end - start;
    let write = start;
    for (let read = start; read < end; ) {
      const id = ids[read]!;
      if (id !== left || read + 1 >= end || ids[read + 1] !== right) {
        ids[write++] = id;
        read++;
        continue;
      }
      read += 2;
      if (write > start) {
        const before = ids[write - 1]!;
        this.pairs.count[this.#neighbours.beforeOld(before)]! -= times;
        if (mayJoin(before)) this.#join(this.#neighbours.beforeNew(before), word, times);
      }
      ids[write++] = merged;
      if (read < end) {
        const after = ids[read]!;
        this.pairs.count[this.#neighbours.afterOld(after)]! -= times;
        if (mayJoin(after)) this.#join(this.#neighbours.afterNew(after), word, times);
      }
    }
    this.#ends[word] = write;
  }

  #join(pair: number, word: number, times: number): void {
    this.pairs.count[pair]! += times;
    this.#fresh.add(pair, word);
  }

  #countAll(): void {
    const { ids, starts, counts } = this.#words;
    const pairAt = new Int32Array(ids.length);
    for (let word = 0; word < counts.length; word++) {
      for (let at = starts[word]!; at + 1 < starts[word + 1]!; at++) {
        const pair = this.pairs.find(ids[at]!, ids[at + 1]!);
        pairAt[at] = pair;
        this.pairs.count[pair]! += counts[word]!;
      }
    }
    // two passes: how many words each pair has, then the words themselves, pair by pair
    const pairs = this.pairs.size;
    const last = new Int32Array(pairs).fill(-1);
    const next = new Float64Array(pairs + 1);
    const visit = (use: (pair: number, word: number) => void): void => {
      last.fill(-1);
      for (let word = 0; word < counts.length; word++) {
        for (let at = starts[word]!; at + 1 < starts[word + 1]!; at++) {
          const pair = pairAt[at]!;
          if (last[pair] === word) continue;
          last[pair] = word;
          use(pair, word);
        }
      }
    };
    visit((pair) => {
      next[pair + 1]!++;
    });
    for (let pair = 0; pair < pairs; pair++) next[pair + 1]! += next[pair]!;
    const total = next[pairs]!;
    this.#places.reserve(total);
    this.#places.length = total;
    const places = this.#places.values;
    visit((pair, word) => {
      places[next[pair]!++] = word;
    });
    // by now next[pair] is where the words of the pair end
    for (let pair = 0; pair < pairs; pair++)
      this.queue.add(pair, pair === 0 ? 0 : next[pair - 1]!, next[pair]!);
  }
}

/** Numbers of the four kinds of pairs that one merge touches, looked up once per neighbour. */
class NeighbourPairs {
  readonly #pairs: PairTable;
  readonly #known: readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  readonly #touched = new GrowingList();
  #left = 0;
  #right = 0;
  #merged = 0;

  constructor(pairs: PairTable, vocabularySize: number) {
    this.#pairs = pairs;
    const none = () => new Int32Array(vocabularySize).fill(-1);
    this.#known = [none(), none(), none(), none()];
  }

  begin(left: number, right: number, merged: number): void {
    this.#left = left;
    this.#right = right;
    this.#merged = merged;
  }

  end(): void {
    for (let i = 0; i < this.#touched.length; i++) {
      const id = this.#touched.values[i]!;
      for (const known of this.#known) known[id] = -1;
    }
    this.#touched.length = 0;
  }

  beforeOld(id: number): number {
    return this.#look(this.#known[0], id, id, this.#left);
  }

  beforeNew(id: number): number {
    return this.#look(this.#known[1], id, id, this.#merged);
  }

  afterOld(id: number): number {
    return this.#look(this.#known[2], id, this.#right, id);
  }

  afterNew(id: number): number {
    return this.#look(this.#known[3], id, this.#merged, id);
  }

  #look(known: Int32Array, id: number, left: number, right: number): number {
    const pair = known[id]!;
    if (pair >= 0) return pair;
    this.#touched.push(id);
    const found = this.#pairs.find(left, right);
    known[id] = found;
    return found;
  }
}

/** Pairs that one merge brought about, with the words they are in. */
class FreshPairs {
  readonly #pairs = new GrowingList();
  readonly #words = new GrowingList();
  readonly #distinct = new GrowingList();
  /** By pair: how many words, and the last of them; 0 and -1 between merges. */
  #total = new Int32Array(1 << 12);
  #last = new Int32Array(1 << 12).fill(-1);

  add(pair: number, word: number): void {
    if (pair >= this.#last.length) this.#grow(pair);
    if (this.#last[pair] === word) return;
    if (this.#last[pair] === -1) this.#distinct.push(pair);
    this.#last[pair] = word;
    this.#total[pair]!++;
    this.#pairs.push(pair);
    this.#words.push(word);
  }

  /** Put those that stand anywhere into the queue, their words behind `places`, and forget them all. */
  enqueue(pairs: PairTable, queue: MergeQueue, places: GrowingList): void {
    places.reserve(places.length + this.#words.length);
    const { values } = places;
    let at = places.length;
    // `total` becomes the place of the next word
    for (let i = 0; i < this.#distinct.length; i++) {
      const pair = this.#distinct.values[i]!;
      const total = this.#total[pair]!;
      this.#total[pair] = at;
      at += total;
    }
    for (let i = 0; i < this.#words.length; i++) {
      const pair = this.#pairs.values[i]!;
      values[this.#total[pair]!++] = this.#words.values[i]!;
    }
    let from = places.length;
    for (let i = 0; i < this.#distinct.length; i++) {
      const pair = this.#distinct.values[i]!;
      const to = this.#total[pair]!;
      if (pairs.count[pair]! > 0) queue.add(pair, from, to);
      from = to;
      this.#total[pair] = 0;
      this.#last[pair] = -1;
    }
    places.length = at;
    this.#distinct.length = this.#pairs.length = this.#words.length = 0;
  }

  #grow(pair: number): void {
    const room = Math.max(pair + 1, 2 * this.#last.length);
    const last = new Int32Array(room).fill(-1);
    last.set(this.#last);
    this.#last = last;
    const total = new Int32Array(room);
    total.set(this.#total);
    this.#total = total;
  }
}
