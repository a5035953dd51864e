// Characters of words as the ids of the tokens that merging begins with.
import type { TokenWords } from './merge-state.js';
import type { WordCharacters } from './word-characters.js';

export interface CharacterSpelling {
  /** Code points that have a token, in rising order; others are left out of words. */
  readonly alphabet: Int32Array;
  /** Goes before a character that does not begin a word; empty for none. */
  readonly continuingPrefix: string;
  /** Goes behind a character that ends a word; empty for none. */
  readonly wordSuffix: string;
}

/** Places of a character in its word, as bits. */
const [WITHIN, LAST] = [1, 2];

/**
 * @param add gives a token its id: first the alphabet, then the characters that stand in the words with a prefix or suffix, by their
 *   place in the word and by code point
 */
export function numberCharacters(
  words: WordCharacters,
  spelling: CharacterSpelling,
  add: (token: string) => number,
): TokenWords {
  const { characters, starts, counts } = words;
  const placeOf = createPlaceOf(spelling);
  const plain = createNumbers();
  for (const point of spelling.alphabet) plain.set(point, add(String.fromCodePoint(point)));
  const numbers = [plain, createNumbers(), createNumbers(), createNumbers()];
  for (const [place, points] of findPlaces(words, placeOf).entries()) {
    for (const point of points) {
      if (plain.get(point) < 0) continue;
      const prefix = (place & WITHIN) === 0 ? '' : spelling.continuingPrefix;
      const suffix = (place & LAST) === 0 ? '' : spelling.wordSuffix;
      numbers[place]!.set(point, add(prefix + String.fromCodePoint(point) + suffix));
    }
  }
  const ids = new Int32Array(characters.length);
  const begins = new Uint32Array(starts.length);
  let write = 0;
  for (let word = 0; word < counts.length; word++) {
    const [start, end] = [starts[word]!, starts[word + 1]!];
    for (let at = start; at < end; at++) {
      const id = numbers[placeOf(at, start, end)]!.get(characters[at]!);
      if (id >= 0) ids[write++] = id;
    }
    begins[word + 1] = write;
  }
  return { ids: ids.subarray(0, write), starts: begins, counts };
}

type PlaceOf = (at: number, start: number, end: number) => number;

/** 0 for all where neither prefix nor suffix is set. */
function createPlaceOf({ continuingPrefix, wordSuffix }: CharacterSpelling): PlaceOf {
  const within = continuingPrefix === '' ? 0 : WITHIN;
  const last = wordSuffix === '' ? 0 : LAST;
  return (at, start, end) => (at > start ? within : 0) | (at === end - 1 ? last : 0);
}

/** By place but 0, the code points that stand there, in rising order. */
function findPlaces({ characters, starts, counts }: WordCharacters, placeOf: PlaceOf): number[][] {
  const found = [new Set<number>(), new Set<number>(), new Set<number>(), new Set<number>()];
  for (let word = 0; word < counts.length; word++) {
    const [start, end] = [starts[word]!, starts[word + 1]!];
    for (let at = start; at < end; at++) {
      const place = placeOf(at, start, end);
      if (place > 0) found[place]!.add(characters[at]!);
    }
  }
  return found.map((points) => [...points].sort((a, b) => a - b));
}

interface Numbers {
  set(point: number, id: number): void;
  /** -1 where there is none. */
  get(point: number): number;
}

function createNumbers(): Numbers {
  const basic = new Int32Array(0x10000).fill(-1);
  const astral = new Map<number, number>();
  return {
    set: (point, id) => {
      if (point < 0x10000) basic[point] = id;
      else astral.set(point, id);
    },
    get: (point) => (point < 0x10000 ? basic[point]! : (astral.get(point) ?? -1)),
  };
}
