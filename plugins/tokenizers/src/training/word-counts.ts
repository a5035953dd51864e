// Distinct words with how often they stand in a corpus, packed: what every trainer learns from. It knows no tokens.

export interface WordCounts {
  /** UTF-16 units of all words, one after the other. */
  readonly units: Uint16Array;
  /** [words + 1] where word i begins in `units`; the last entry is where the last word ends. */
  readonly starts: Uint32Array;
  /** [words] times each word stands in the corpus. */
  readonly counts: Float64Array;
}

/** Words as strings, in their order. */
export function listWords({ units, starts }: WordCounts): string[] {
  const words: string[] = new Array(starts.length - 1);
  for (let word = 0; word < words.length; word++)
    words[word] = readWord(units, starts[word]!, starts[word + 1]!);
  return words;
}

/** Pack words given one by one. */
export function packWords(entries: Iterable<readonly [word: string, count: number]>): WordCounts {
  const list = [...entries];
  const starts = new Uint32Array(list.length + 1);
  for (const [i, [word]] of list.entries()) starts[i + 1] = starts[i]! + word.length;
  const units = new Uint16Array(starts[list.length]!);
  for (const [i, [word]] of list.entries()) {
    for (let at = 0; at < word.length; at++) units[starts[i]! + at] = word.charCodeAt(at);
  }
  return { units, starts, counts: Float64Array.from(list, ([, count]) => count) };
}

/** Arguments of a function call are limited: long words go through in parts of this many units. */
const PART = 4096;

function readWord(units: Uint16Array, from: number, to: number): string {
  if (to - from <= PART) return String.fromCharCode(...units.subarray(from, to));
  let word = '';
  for (let at = from; at < to; at += PART) {
    word += String.fromCharCode(...units.subarray(at, Math.min(at + PART, to)));
  }
  return word;
}
