// Words cut into the characters that tokens are built of: Unicode characters, or the stand-ins of their UTF-8 bytes.
// A lone surrogate counts as U+FFFD.
import { BYTE_ALPHABET } from '../byte-alphabet.js';
import { GrowingList } from './growing-list.js';
import type { WordCounts } from './word-counts.js';

export interface WordCharacters {
  /** Code points of all words, one after the other. */
  readonly characters: Int32Array;
  /** [words + 1] where each word begins. */
  readonly starts: Uint32Array;
  /** [words] */
  readonly counts: Float64Array;
}

const CODE_OF_BYTE = Int32Array.from(BYTE_ALPHABET, (character) => character.charCodeAt(0));

/** @param byteLevel whether characters are the stand-ins of bytes */
export function cutIntoCharacters(words: WordCounts, byteLevel: boolean): WordCharacters {
  const { units, starts, counts } = words;
  const list = new GrowingList(units.length + 16);
  const ends = new Uint32Array(starts.length);
  for (let word = 0; word < counts.length; word++) {
    const end = starts[word + 1]!;
    for (let at = starts[word]!; at < end; ) {
      let point = units[at++]!;
      if (point >= 0xd800 && point <= 0xdfff) {
        const low = at < end ? units[at]! : 0;
        if (point < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
          point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
          at++;
        } else point = 0xfffd;
      }
      if (byteLevel) pushBytes(list, point);
      else list.push(point);
    }
    ends[word + 1] = list.length;
  }
  return { characters: list.values.subarray(0, list.length), starts: ends, counts };
}

function pushBytes(list: GrowingList, point: number): void {
  if (point < 0x80) {
    list.push(CODE_OF_BYTE[point]!);
    return;
  }
  if (point < 0x800) {
    list.push(CODE_OF_BYTE[0xc0 | (point >> 6)]!);
  } else {
    if (point < 0x10000) {
      list.push(CODE_OF_BYTE[0xe0 | (point >> 12)]!);
    } else {
      list.push(CODE_OF_BYTE[0xf0 | (point >> 18)]!);
      list.push(CODE_OF_BYTE[0x80 | ((point >> 12) & 0x3f)]!);
    }
    list.push(CODE_OF_BYTE[0x80 | ((point >> 6) & 0x3f)]!);
  }
  list.push(CODE_OF_BYTE[0x80 | (point & 0x3f)]!);
}
