// Viterbi over the places of a piece: the best sum of scores up to each place, with the token that ends there.
import type { TextTrie } from '../../text-trie.js';

export class BestPath {
  // per place of the piece; `#from` is -1 where no token ends
  #scores: Float64Array | Float32Array;
  #from = new Int32Array(64);
  #ids = new Int32Array(64);
  #length = 0;
  readonly #single: boolean;

  /** @param single keep sums in single precision, as SentencePiece does; default double, as the Rust library */
  constructor(single = false) {
    this.#single = single;
    this.#scores = single ? new Float32Array(64) : new Float64Array(64);
  }

  /**
   * @param scores [tokens], by id
   * @param unknownId id that a character gets where no token is that character alone, or -1
   * @returns the place of a character that has no token where `unknownId` is -1, else -1
   */
  find(piece: string, trie: TextTrie, scores: Float64Array, unknownScore: number, unknownId: number): number {
    this.#length = piece.length;
    if (this.#from.length <= piece.length) this.#reserve(piece.length + 1);
    const sums = this.#scores;
    const from = this.#from;
    const ids = this.#ids;
    const single = this.#single;
    from.fill(-1, 0, piece.length + 1);
    sums[0] = 0;
    for (let start = 0; start < piece.length; ) {
      const sum = sums[start]!;
      const width = (piece.charCodeAt(start) & 0xfc00) === 0xd800 && start + 1 < piece.length ? 2 : 1;
      let alone = false;
      for (let end = start, node = 0; end < piece.length; ) {
        node = trie.child(node, piece.charCodeAt(end++));
        if (node < 0) break;
        const id = trie.value(node);
        if (id < 0) continue;
        const candidate = single ? Math.fround(scores[id]! + sum) : scores[id]! + sum;
        if (from[end]! < 0 || candidate > sums[end]!) {
          sums[end] = candidate;
          from[end] = start;
          ids[end] = id;
        }
        if (end - start === width) alone = true;
      }
      const after = start + width;
      if (!alone) {
        const candidate = single ? Math.fround(unknownScore + sum) : unknownScore + sum;
        if (from[after]! < 0 || candidate > sums[after]!) {
          if (unknownId < 0) return start;
          sums[after] = candidate;
          from[after] = start;
          ids[after] = unknownId;
        }
      }
      start = after;
    }
    return -1;
  }

  /** Call back with the tokens of the best path, in order; neighbouring unknown ones as one. */
  visit(unknownId: number, part: (id: number, start: number, end: number) => void): void {
    const ends: number[] = [];
    for (let end = this.#length; end > 0; end = this.#from[end]!) ends.push(end);
    let start = 0;
    for (let i = ends.length - 1; i >= 0; i--) {
      const id = this.#ids[ends[i]!]!;
      if (id === unknownId) while (i > 0 && this.#ids[ends[i - 1]!] === unknownId) i--;
      part(id, start, ends[i]!);
      start = ends[i]!;
    }
  }

  #reserve(places: number): void {
    this.#scores = this.#single ? new Float32Array(2 * places) : new Float64Array(2 * places);
    this.#from = new Int32Array(2 * places);
    this.#ids = new Int32Array(2 * places);
  }
}
