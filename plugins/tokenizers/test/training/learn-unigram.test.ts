import { chooseAlphabet } from '@codex-ml/tokenizers/dist/training/choose-alphabet.js';
import { digamma } from '@codex-ml/tokenizers/dist/training/digamma.js';
import { expectPieces } from '@codex-ml/tokenizers/dist/training/expect-pieces.js';
import { learnUnigram, type UnigramSettings } from '@codex-ml/tokenizers/dist/training/learn-unigram.js';
import { type PieceLattice, seedLattice } from '@codex-ml/tokenizers/dist/training/piece-lattice.js';
import { choosePieces, countBestPaths } from '@codex-ml/tokenizers/dist/training/prune-pieces.js';
import { orderSuffixes } from '@codex-ml/tokenizers/dist/training/suffix-order.js';
import { cutIntoCharacters } from '@codex-ml/tokenizers/dist/training/word-characters.js';
import { packWords } from '@codex-ml/tokenizers/dist/training/word-counts.js';
import { expect } from 'chai';
import fc from 'fast-check';

type Counts = Readonly<Record<string, number>>;

const LETTERS = 'abc';
const word = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 7 });
const corpus = fc.dictionary(word, fc.integer({ min: 1, max: 5 }), {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});

/** Letters as numbers from 1 on. */
function numberWords(counts: Counts) {
  const words = Object.keys(counts);
  const starts = [0];
  for (const each of words) starts.push(starts.at(-1)! + each.length + 1);
  return {
    text: Int32Array.from(words.flatMap((each) => [...Array.from(each, (c) => LETTERS.indexOf(c) + 1), 0])),
    starts: Uint32Array.from(starts),
    counts: Float64Array.from(Object.values(counts)),
    characters: LETTERS.length,
  };
}

const seed = (counts: Counts, seedSize = 1000) =>
  seedLattice(numberWords(counts), { seedSize, maxPieceLength: 4 });

const nameOf = ({ words, places, lengths }: PieceLattice, piece: number) =>
  piece < LETTERS.length
    ? LETTERS[piece]!
    : Array.from(
        words.text.subarray(places[piece], places[piece]! + lengths[piece]!),
        (n) => LETTERS[n - 1],
      ).join('');

/** Every way to cut a word into pieces of a lattice. */
function cuttings(lattice: PieceLattice, text: string): string[][] {
  const names = new Set(Array.from(lattice.scores, (_, piece) => nameOf(lattice, piece)));
  if (text === '') return [[]];
  return Array.from({ length: text.length }, (_, i) => text.slice(0, i + 1))
    .filter((piece) => names.has(piece))
    .flatMap((piece) => cuttings(lattice, text.slice(piece.length)).map((rest) => [piece, ...rest]));
}

function scoresByName(lattice: PieceLattice): Map<string, number> {
  return new Map(Array.from(lattice.scores, (score, piece) => [nameOf(lattice, piece), score]));
}

async function learn(counts: Counts, settings: Partial<UnigramSettings> = {}) {
  const words = cutIntoCharacters(
    packWords(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))),
    false,
  );
  return await learnUnigram(words, {
    size: 8,
    maxPieceLength: 16,
    seedSize: 1000,
    shrinkingFactor: 0.75,
    alphabet: chooseAlphabet(words, { required: [] }).points,
    ...settings,
  });
}

describe('orderSuffixes', () => {
  it('orders as comparing the first characters does', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (list, depth) => {
        const { text } = numberWords(Object.fromEntries(list.map((each) => [each, 1])));
        const keyOf = (place: number) => {
          const end = text.indexOf(0, place);
          return Array.from(text.subarray(place, Math.min(end, place + depth)), (n) => LETTERS[n - 1]).join(
            '',
          );
        };
        const keys = Array.from(orderSuffixes(text, depth), keyOf);
        const expected = Array.from(text.keys())
          .filter((place) => text[place] !== 0)
          .map(keyOf)
          .sort();
        expect(keys).to.deep.equal(expected);
      }),
    );
  });
});

describe('seedLattice', () => {
  it('weighs substrings by how often they stand in the corpus, times their length', () => {
    const lattice = seed({ abc: 3, ab: 2 });
    expect(Array.from(lattice.scores, (_, piece) => nameOf(lattice, piece))).to.deep.equal([
      'a',
      'b',
      'c',
      'abc',
      'ab',
      'bc',
    ]);
    const weights = lattice.scores.map(Math.exp);
    // 5 a, 5 b, 3 c, 3 abc, 5 ab, 3 bc
    const expected = [5, 5, 3, 9, 10, 6].map((weight) => weight / 38);
    for (const [i, weight] of weights.entries()) expect(weight).to.be.closeTo(expected[i]!, 1e-12);
  });

  it('keeps the heaviest substrings where there are too many, and all characters', () => {
    const lattice = seed({ abc: 3, ab: 2 }, 1);
    expect(Array.from(lattice.scores, (_, piece) => nameOf(lattice, piece))).to.deep.equal([
      ...LETTERS,
      'ab',
    ]);
  });

  it('knows every place of every piece', () => {
    fc.assert(
      fc.property(corpus, (counts) => {
        const lattice = seed(counts);
        const { text } = lattice.words;
        const names = new Set(scoresByName(lattice).keys());
        for (let at = 0; at < text.length; at++) {
          const end = text.indexOf(0, at);
          const rest = Array.from(text.subarray(at, end), (n) => LETTERS[n - 1]).join('');
          const expected = [...names].filter((name) => rest.startsWith(name)).sort();
          const found = Array.from(
            lattice.begins.subarray(lattice.edges[at], lattice.edges[at + 1]),
            (piece) => nameOf(lattice, piece),
          );
          expect(found.sort()).to.deep.equal(expected);
        }
      }),
    );
  });
});

describe('expectPieces', () => {
  it('sums over all segmentations, as going through them one by one does', () => {
    fc.assert(
      fc.property(corpus, (counts) => {
        const lattice = seed(counts);
        const scores = scoresByName(lattice);
        const times = new Map<string, number>();
        let logLikelihood = 0;
        for (const [text, count] of Object.entries(counts)) {
          const all = cuttings(lattice, text).map((pieces) => ({
            pieces,
            probability: Math.exp(pieces.reduce((sum, piece) => sum + scores.get(piece)!, 0)),
          }));
          const total = all.reduce((sum, { probability }) => sum + probability, 0);
          logLikelihood += count * Math.log(total);
          for (const { pieces, probability } of all) {
            for (const piece of pieces) {
              times.set(piece, (times.get(piece) ?? 0) + (count * probability) / total);
            }
          }
        }
        const result = expectPieces(lattice, 10, -20);
        expect(result.logLikelihood).to.be.closeTo(logLikelihood, 1e-9);
        for (const [piece, expected] of result.times.entries()) {
          expect(expected).to.be.closeTo(times.get(nameOf(lattice, piece)) ?? 0, 1e-9);
        }
      }),
    );
  });

  it('neither vanishes nor overflows on long words, whatever the scale', () => {
    const lattice = seed({ ['abcabccba'.repeat(400)]: 1, ab: 7 });
    const scaled = expectPieces(lattice, 3614, -3000);
    // with a scale of nothing the sums are computed as logarithms
    for (const before of [0, -1e6, 1e6]) {
      const other = expectPieces(lattice, 3614, before);
      expect(other.logLikelihood).to.be.closeTo(scaled.logLikelihood, 1e-6);
      for (const [i, times] of other.times.entries()) expect(times).to.be.closeTo(scaled.times[i]!, 1e-6);
    }
    expect(scaled.logLikelihood).to.be.lessThan(-1000).and.greaterThan(-20000);
  });

  it('keeps its numbers where sums leave the range of floating point on the way and come back', () => {
    // rare letters first, frequent ones behind, and a scale that makes the sum of the whole word 1: with some numbers of rare letters
    // the sums in the middle are just below what a number can hold, and what comes back is just above
    for (let rare = 100; rare < 190; rare += 2) {
      const long = 'c'.repeat(rare) + 'ab'.repeat(3000);
      const lattice = seed({ [long]: 1 }, 3);
      const { logLikelihood } = expectPieces(lattice, long.length, -1e9);
      const { times, logLikelihood: again } = expectPieces(lattice, long.length, logLikelihood);
      expect(again).to.be.closeTo(logLikelihood, 1e-6);
      const characters = times.reduce((sum, each, piece) => sum + each * lattice.lengths[piece]!, 0);
      expect(characters, `${rare} rare letters`).to.be.closeTo(long.length, 1e-3);
    }
  });
});

describe('choosePieces', () => {
  it('counts the pieces of the best segmentation', () => {
    fc.assert(
      fc.property(corpus, (counts) => {
        const lattice = seed(counts);
        const scores = scoresByName(lattice);
        const scoreOf = (pieces: readonly string[]) =>
          pieces.reduce((sum, piece) => sum + scores.get(piece)!, 0);
        let best = 0;
        for (const [text, count] of Object.entries(counts)) {
          best += count * Math.max(...cuttings(lattice, text).map(scoreOf));
        }
        const times = countBestPaths(lattice);
        const found = times.reduce((sum, each, piece) => sum + each * lattice.scores[piece]!, 0);
        expect(found).to.be.closeTo(best, 1e-9);
      }),
    );
  });

  it('keeps all characters and drops what is never used', () => {
    const lattice = seed({ abc: 3, ab: 2 });
    const keep = choosePieces(lattice, 5);
    const kept = Array.from(keep.keys())
      .filter((piece) => keep[piece] === 1)
      .map((piece) => nameOf(lattice, piece));
    expect(kept)
      .to.include.members([...LETTERS, 'ab'])
      .and.not.include('bc');
    expect(choosePieces(lattice, 0).reduce((sum, each) => sum + each, 0)).to.equal(LETTERS.length);
  });
});

describe('digamma', () => {
  it('has its known values and its recurrence', () => {
    expect(digamma(1)).to.be.closeTo(-0.5772156649015329, 1e-12);
    expect(digamma(0.5)).to.be.closeTo(-1.9635100260214235, 1e-12);
    expect(digamma(1e6)).to.be.closeTo(Math.log(1e6) - 0.5e-6 - 1e-12 / 12, 1e-12);
    for (const x of [0.1, 0.7, 2.5, 6.99, 7.01, 40])
      expect(digamma(x + 1) - digamma(x)).to.be.closeTo(1 / x, 1e-10);
  });
});

describe('learnUnigram', () => {
  it('finds the parts that words are made of', async () => {
    const parts = ['walk', 'ing', 'over', 'tree', 'house', 'bird'];
    // three parts each, in every combination
    const counts = Object.fromEntries(
      Array.from({ length: 216 }, (_, i) => [
        parts[i % 6]! + parts[Math.floor(i / 6) % 6]! + parts[Math.floor(i / 36)]!,
        1 + (i % 4),
      ]),
    );
    const characters = new Set(parts.join(''));
    const { pieces } = await learn(counts, { size: characters.size + parts.length });
    expect(pieces.slice(0, parts.length).map(({ piece }) => piece)).to.have.members(parts);
    expect(pieces.slice(parts.length).map(({ piece }) => piece)).to.have.members([...characters]);
  });

  it('gives the size asked for, or all there is, with scores that are the most probable first', async () => {
    for (const size of [4, 5, 6]) {
      const { pieces } = await learn({ abcab: 5, abc: 3, cab: 4 }, { size });
      expect(pieces).to.have.length(size);
      expect(pieces.map(({ score }) => score)).to.deep.equal(
        pieces.map(({ score }) => score).sort((a, b) => b - a),
      );
      expect(pieces.every(({ score }) => Number.isFinite(score) && score < 0)).to.equal(true);
    }
    expect((await learn({ ab: 1 }, { size: 100 })).pieces.map(({ piece }) => piece).sort()).to.deep.equal([
      'a',
      'b',
    ]);
  });

  it('cuts words at characters outside of the alphabet, and keeps characters that the corpus lacks', async () => {
    const alphabet = Int32Array.from('abz', (character) => character.codePointAt(0)!);
    const { pieces } = await learn({ abxab: 9, xx: 2 }, { alphabet });
    expect(pieces.map(({ piece }) => piece).sort()).to.deep.equal(['a', 'ab', 'b', 'z']);
  });

  it('tells rounds with falling numbers of pieces, and stops where it is told to', async () => {
    const counts = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `${(i * 7919).toString(36)}${(i * 31).toString(5)}`,
        1 + (i % 3),
      ]),
    );
    const words = cutIntoCharacters(packWords(Object.entries(counts)), false);
    const settings: UnigramSettings = {
      size: 60,
      maxPieceLength: 8,
      seedSize: 1000,
      shrinkingFactor: 0.75,
      alphabet: chooseAlphabet(words, { required: [] }).points,
    };
    const heard: number[] = [];
    await learnUnigram(words, settings, async (pieces) => void heard.push(pieces));
    expect(heard.length).to.be.greaterThan(4);
    expect(heard).to.deep.equal([...heard].sort((a, b) => b - a));
    const stopped = learnUnigram(words, settings, () => Promise.reject(new RangeError('enough')));
    expect(await stopped.catch((error: Error) => error.message)).to.equal('enough');
  });
});
