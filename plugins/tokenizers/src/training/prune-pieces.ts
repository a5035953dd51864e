// Which pieces a Unigram vocabulary can best do without: those whose loss costs the corpus's likelihood least (Kudo 2018, section 3.2).
import type { PieceLattice } from './piece-lattice.js';

/** [pieces] 1 for the pieces to keep: all single characters, and of the others the most useful, `size` in all. */
export function choosePieces(lattice: PieceLattice, size: number): Uint8Array {
  const { words, lengths, scores } = lattice;
  const { characters } = words;
  const pieces = scores.length;
  const used = countBestPaths(lattice);
  const sum = used.reduce((total, times) => total + times, 0);
  const keep = new Uint8Array(pieces).fill(1, 0, characters);
  const candidates: number[] = [];
  const losses = new Float64Array(pieces);
  const search = new BestPath(lattice);

  for (let piece = characters; piece < pieces; piece++) {
    const times = used[piece]!;
    if (times === 0) continue;
    search.find(lattice.places[piece]!, lengths[piece]!, piece);
    // Without it, its occurrences become occurrences of the pieces it would be cut into.
    const path = search.path();
    const without = Math.log(sum + times * (path.length - 1));
    let logAfter = 0;
    for (const part of path) logAfter += Math.log(used[part]! + times) - without;
    losses[piece] = times * (Math.log(times) - Math.log(sum) - logAfter);
    candidates.push(piece);
  }
  candidates.sort((a, b) => losses[b]! - losses[a]! || a - b);
  for (const piece of candidates.slice(0, Math.max(0, size - characters))) keep[piece] = 1;
  return keep;
}

/** [pieces] times each piece is in the most probable segmentations of the corpus's words. */
export function countBestPaths(lattice: PieceLattice): Float64Array {
  const { words, scores } = lattice;
  const times = new Float64Array(scores.length);
  const search = new BestPath(lattice);
  for (let word = 0; word < words.counts.length; word++) {
    const start = words.starts[word]!;
    const length = words.starts[word + 1]! - 1 - start;
    if (length === 0) continue;
    search.find(start, length);
    for (const piece of search.path()) times[piece]! += words.counts[word]!;
  }
  return times;
}

/** The most probable segmentation of a stretch of text; of equally probable ones the first that is found. */
class BestPath {
  readonly #lattice: PieceLattice;
  #best = new Float64Array(64);
  #piece = new Int32Array(64);
  #length = 0;

  constructor(lattice: PieceLattice) {
    this.#lattice = lattice;
  }

  /** Log probability of the best segmentation of text[start, start + length), without the piece `except`. */
  find(start: number, length: number, except = -1): number {
    const { lengths, scores, edges, begins } = this.#lattice;
    if (length >= this.#best.length) {
      this.#best = new Float64Array(2 * length);
      this.#piece = new Int32Array(2 * length);
    }
    const best = this.#best.fill(Number.NEGATIVE_INFINITY, 0, length + 1);
    best[0] = 0;
    for (let at = 0; at < length; at++) {
      for (let i = edges[start + at]!; i < edges[start + at + 1]!; i++) {
        const piece = begins[i]!;
        const to = at + lengths[piece]!;
        if (piece === except || to > length) continue;
        const score = best[at]! + scores[piece]!;
        if (score <= best[to]!) continue;
        best[to] = score;
        this.#piece[to] = piece;
      }
    }
    this.#length = length;
    return best[length]!;
  }

  /** Pieces of the segmentation found last, the last one first. */
  path(): number[] {
    const path: number[] = [];
    for (let at = this.#length; at > 0; ) {
      const piece = this.#piece[at]!;
      path.push(piece);
      at -= this.#lattice.lengths[piece]!;
    }
    return path;
  }
}
