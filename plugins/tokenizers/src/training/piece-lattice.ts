// Pieces of Unigram training, and every place in the words where each of them stands: the lattice of all segmentations.
// Probabilities are natural logarithms.
import { GrowingList } from './growing-list.js';
import { commonLength, orderSuffixes } from './suffix-order.js';

/** Words as numbered characters. */
export interface NumberedWords {
  /** Numbers of characters from 1 on, with 0 behind each word. */
  readonly text: Int32Array;
  /** [words + 1] where each word begins in `text`. */
  readonly starts: Uint32Array;
  /** [words] */
  readonly counts: Float64Array;
  /** Number of distinct characters. */
  readonly characters: number;
}

export interface PieceLattice {
  readonly words: NumberedWords;
  /** [pieces] one place in the text where the piece stands; the first `words.characters` pieces are the single characters. */
  readonly places: Int32Array;
  /** [pieces] in characters. */
  readonly lengths: Int32Array;
  /** [pieces] log probability. */
  readonly scores: Float64Array;
  /** [text.length + 1] where the pieces that begin at each place are in `begins`. */
  readonly edges: Float64Array;
  /** Pieces by the places where they begin. */
  readonly begins: Int32Array;
}

/** Weight of characters that the corpus lacks. */
const LEAST_WEIGHT = 0.5;

export interface SeedSettings {
  /** Most pieces to begin with, single characters aside. */
  readonly seedSize: number;
  /** Most characters of a piece. */
  readonly maxPieceLength: number;
}

/**
 * The lattice of all single characters and of the substrings that weigh most: frequency times length, as in SentencePiece. Substrings
 * stand at least twice in the corpus, and no longer substring stands wherever they do.
 */
export function seedLattice(words: NumberedWords, settings: SeedSettings): PieceLattice {
  const { text, characters } = words;
  const order = orderSuffixes(text, settings.maxPieceLength);
  const found = findSubstrings(words, order, settings.maxPieceLength);
  const chosen = chooseHeaviest(found.weights, settings.seedSize);
  const pieces = characters + chosen.length;
  const places = new Int32Array(pieces);
  const lengths = new Int32Array(pieces).fill(1, 0, characters);
  const scores = new Float64Array(pieces);

  const edges = new Float64Array(text.length + 1);
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === 0) continue;
    places[character - 1] = at;
    edges[at + 1] = 1;
  }
  for (const substring of chosen) {
    for (let i = found.from.values[substring]!; i < found.to.values[substring]!; i++) edges[order[i]! + 1]!++;
  }
  for (let at = 0; at < text.length; at++) edges[at + 1]! += edges[at]!;
  const begins = new Int32Array(edges[text.length]!);
  const next = edges.slice(0, text.length);
  for (let word = 0; word < words.counts.length; word++) {
    for (let at = words.starts[word]!; text[at] !== 0; at++) {
      begins[next[at]!++] = text[at]! - 1;
      scores[text[at]! - 1]! += words.counts[word]!;
    }
  }
  for (const [i, substring] of chosen.entries()) {
    const piece = characters + i;
    const from = found.from.values[substring]!;
    places[piece] = order[from]!;
    lengths[piece] = found.lengths.values[substring]!;
    scores[piece] = found.weights[substring]!;
    for (let at = from; at < found.to.values[substring]!; at++) begins[next[order[at]!]!++] = piece;
  }
  const total = Math.log(scores.reduce((sum, weight) => sum + weight, 0));
  const logs = scores.map((weight) => Math.log(Math.max(weight, LEAST_WEIGHT)) - total);
  return { words, places, lengths, scores: logs, edges, begins };
}

/** The same lattice with only those pieces that `keep` marks, with new scores. */
export function thinLattice(lattice: PieceLattice, keep: Uint8Array, scores: Float64Array): PieceLattice {
  const { words, edges, begins } = lattice;
  const numbers = new Int32Array(keep.length).fill(-1);
  let pieces = 0;
  for (let piece = 0; piece < keep.length; piece++) if (keep[piece] === 1) numbers[piece] = pieces++;
  if (pieces === keep.length) return { ...lattice, scores };
  const kept = new Float64Array(edges.length);
  let write = 0;
  for (let at = 0; at < words.text.length; at++) {
    for (let i = edges[at]!; i < edges[at + 1]!; i++) {
      const number = numbers[begins[i]!]!;
      if (number >= 0) begins[write++] = number;
    }
    kept[at + 1] = write;
  }
  const isKept = (_: number, piece: number) => keep[piece] === 1;
  return {
    words,
    places: lattice.places.filter(isKept),
    lengths: lattice.lengths.filter(isKept),
    scores: scores.filter(isKept),
    edges: kept,
    begins: begins.subarray(0, write),
  };
}

interface Substrings {
  /** Ranges in the order of suffixes that begin with the substring. */
  readonly from: GrowingList;
  readonly to: GrowingList;
  /** In characters. */
  readonly lengths: GrowingList;
  /** Frequency in the corpus times length. */
  readonly weights: Float64Array;
}

function findSubstrings(words: NumberedWords, order: Int32Array, depth: number): Substrings {
  const { text } = words;
  const sums = sumOfCounts(words, order);
  const from = new GrowingList();
  const to = new GrowingList();
  const lengths = new GrowingList();
  // open nodes of the tree of suffixes, from its root
  const open: { readonly length: number; readonly start: number }[] = [];
  for (let i = 0; i <= order.length; i++) {
    const common = i === 0 || i === order.length ? 0 : commonLength(text, order[i - 1]!, order[i]!, depth);
    let start = i;
    while (open.length > 0 && open.at(-1)!.length > common) {
      const node = open.pop()!;
      start = node.start;
      if (node.length < 2 || sums[i]! - sums[start]! < 2) continue;
      from.push(start);
      to.push(i);
      lengths.push(node.length);
    }
    if (common > 0 && (open.at(-1)?.length ?? 0) < common) open.push({ length: common, start });
    if (i === order.length) break;
    const whole = commonLength(text, order[i]!, order[i]!, depth);
    if ((open.at(-1)?.length ?? 0) < whole) open.push({ length: whole, start: i });
  }
  const weights = Float64Array.from(
    { length: from.length },
    (_, i) => (sums[to.values[i]!]! - sums[from.values[i]!]!) * lengths.values[i]!,
  );
  return { from, to, lengths, weights };
}

/** [suffixes + 1] how often the words of the first suffixes of the order stand in the corpus, summed up. */
function sumOfCounts({ text, starts, counts }: NumberedWords, order: Int32Array): Float64Array {
  const countAt = new Float64Array(text.length);
  for (let word = 0; word < counts.length; word++)
    countAt.fill(counts[word]!, starts[word], starts[word + 1]);
  const sums = new Float64Array(order.length + 1);
  for (let i = 0; i < order.length; i++) sums[i + 1] = sums[i]! + countAt[order[i]!]!;
  return sums;
}

/** Numbers of the heaviest, in rising order; of equally heavy ones the first. */
function chooseHeaviest(weights: Float64Array, most: number): Int32Array {
  if (weights.length <= most) return Int32Array.from(weights.keys());
  const sorted = weights.slice().sort();
  const least = sorted[weights.length - most]!;
  let ties = most - weights.reduce((count, weight) => (weight > least ? count + 1 : count), 0);
  const chosen = new Int32Array(most);
  let write = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! > least || (weights[i] === least && ties-- > 0)) chosen[write++] = i;
  }
  return chosen;
}
