// A Unigram vocabulary (Kudo 2018, in the way of SentencePiece): begin with very many substrings, fit their probabilities by expectation
// maximisation, drop those that are missed least, and so on until the vocabulary has its size. All sums go in the order of the words,
// in float64: the same words in the same order give the same numbers.
import { digamma } from './digamma.js';
import { expectPieces } from './expect-pieces.js';
import { type NumberedWords, type PieceLattice, seedLattice, thinLattice } from './piece-lattice.js';
import { choosePieces } from './prune-pieces.js';
import type { WordCharacters } from './word-characters.js';

export interface UnigramSettings {
  /** Number of pieces to have, single characters included. */
  readonly size: number;
  /** Most characters of a piece. */
  readonly maxPieceLength: number;
  /** Most substrings to begin with. */
  readonly seedSize: number;
  /** Share of the pieces that stays when some are dropped. */
  readonly shrinkingFactor: number;
  /** Code points that are pieces in any case, in rising order. Other characters cut the words they stand in. */
  readonly alphabet: Int32Array;
}

export interface UnigramPiece {
  readonly piece: string;
  /** Log probability. */
  readonly score: number;
}

export interface LearnedUnigram {
  /** The most probable first; of equally probable ones single characters, then by code points, a piece before its own beginnings. */
  readonly pieces: readonly UnigramPiece[];
  /** Natural logarithm of the corpus's probability under the last pieces, divided by its characters. */
  readonly logLikelihoodPerCharacter: number;
}

/** Called after each round, with the number of pieces left; may wait, and may throw to stop. */
export type OnRound = (pieces: number) => Promise<void>;

/** Rounds of expectation maximisation between two prunings. */
const ROUNDS = 2;
/** Pieces expected less often are dropped at once. */
const LEAST_EXPECTED = 0.5;
/** The vocabulary is fitted with a few pieces more than wanted before the last ones are dropped. */
const SURPLUS = 1.1;

export async function learnUnigram(
  words: WordCharacters,
  settings: UnigramSettings,
  onRound: OnRound = async () => {},
): Promise<LearnedUnigram> {
  const { size, shrinkingFactor, alphabet } = settings;
  const numbered = numberCharacters(words, alphabet);
  const corpus = countCharacters(numbered);
  let lattice = seedLattice(numbered, settings);
  let logLikelihood = -3 * corpus;
  const fit = async (leastExpected: number): Promise<void> => {
    const expectation = expectPieces(lattice, corpus, logLikelihood);
    ({ logLikelihood } = expectation);
    lattice = maximise(lattice, expectation.times, leastExpected);
    await onRound(lattice.scores.length);
  };

  for (;;) {
    for (let round = 0; round < ROUNDS; round++) await fit(LEAST_EXPECTED);
    const pieces = lattice.scores.length;
    if (pieces <= SURPLUS * size) break;
    const target = Math.max(Math.floor(SURPLUS * size), Math.floor(pieces * shrinkingFactor));
    lattice = thinLattice(lattice, choosePieces(lattice, target), lattice.scores);
  }
  if (lattice.scores.length > size) {
    lattice = thinLattice(lattice, choosePieces(lattice, size), lattice.scores);
    for (let round = 0; round < ROUNDS; round++) await fit(0);
  }
  return {
    pieces: readPieces(lattice, alphabet),
    logLikelihoodPerCharacter: corpus === 0 ? 0 : logLikelihood / corpus,
  };
}

/**
 * The M step. Probabilities come of the digamma function of what is expected, which takes from rare pieces and gives to frequent ones
 * (Liang and Klein 2007). Single characters count as expected half a time at least.
 */
function maximise(lattice: PieceLattice, times: Float64Array, leastExpected: number): PieceLattice {
  const { characters } = lattice.words;
  const floored = times.map((expected, piece) =>
    piece < characters || leastExpected === 0 ? Math.max(expected, LEAST_EXPECTED) : expected,
  );
  const keep = Uint8Array.from(floored, (expected) => (expected < leastExpected ? 0 : 1));
  const sum = floored.reduce((total, expected, piece) => (keep[piece] === 1 ? total + expected : total), 0);
  const logSum = digamma(sum);
  const scores = floored.map((expected, piece) => (keep[piece] === 1 ? digamma(expected) - logSum : 0));
  return thinLattice(lattice, keep, scores);
}

/** Characters outside of the alphabet end a word and begin another. */
function numberCharacters(
  { characters, starts, counts }: WordCharacters,
  alphabet: Int32Array,
): NumberedWords {
  const numbers = new Map<number, number>();
  for (const [i, point] of alphabet.entries()) numbers.set(point, i + 1);
  const text = new Int32Array(characters.length + counts.length);
  const parts: number[] = [0];
  const partCounts: number[] = [];
  let write = 0;
  const end = (count: number): void => {
    if (write === parts.at(-1)) return;
    text[write++] = 0;
    parts.push(write);
    partCounts.push(count);
  };
  for (let word = 0; word < counts.length; word++) {
    for (let at = starts[word]!; at < starts[word + 1]!; at++) {
      const number = numbers.get(characters[at]!);
      if (number === undefined) end(counts[word]!);
      else text[write++] = number;
    }
    end(counts[word]!);
  }
  return {
    text: text.subarray(0, write),
    starts: Uint32Array.from(parts),
    counts: Float64Array.from(partCounts),
    characters: alphabet.length,
  };
}

function countCharacters({ starts, counts }: NumberedWords): number {
  return counts.reduce((sum, count, word) => sum + count * (starts[word + 1]! - 1 - starts[word]!), 0);
}

function readPieces(lattice: PieceLattice, alphabet: Int32Array): UnigramPiece[] {
  const { words, places, lengths, scores } = lattice;
  const pieces = Array.from(scores, (score, piece) => {
    if (piece < words.characters) return { piece: String.fromCodePoint(alphabet[piece]!), score };
    const place = places[piece]!;
    const numbers = words.text.subarray(place, place + lengths[piece]!);
    return { piece: Array.from(numbers, (n) => String.fromCodePoint(alphabet[n - 1]!)).join(''), score };
  });
  // the lattice has them in the order that equally probable ones shall have
  return pieces.sort((a, b) => b.score - a.score);
}
