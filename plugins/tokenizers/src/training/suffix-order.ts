// Suffixes of many words in order, compared by their first characters only: the ground on which frequent substrings are found.
// Three-way radix quicksort (Bentley and Sedgewick 1997), without recursion.

/** Below this many suffixes insertion is faster. */
const FEW = 12;

/**
 * @param text characters from 1 on, with 0 behind each word
 * @param depth characters that count; suffixes with the first `depth` in common are equal
 * @returns places of all suffixes that are not empty, in order
 */
export function orderSuffixes(text: Int32Array, depth: number): Int32Array {
  const places = new Int32Array(text.reduce((count, character) => (character === 0 ? count : count + 1), 0));
  let write = 0;
  for (let at = 0; at < text.length; at++) if (text[at] !== 0) places[write++] = at;

  const stack: number[] = [0, places.length, 0];
  while (stack.length > 0) {
    const level = stack.pop()!;
    const to = stack.pop()!;
    const from = stack.pop()!;
    if (level >= depth) continue;
    if (to - from <= FEW) {
      insert(text, places, from, to, level, depth);
      continue;
    }
    const pivot = middleOf(
      text[places[from]! + level]!,
      text[places[(from + to) >> 1]! + level]!,
      text[places[to - 1]! + level]!,
    );
    let less = from;
    let at = from;
    let more = to;
    while (at < more) {
      const place = places[at]!;
      const character = text[place + level]!;
      if (character < pivot) {
        places[at++] = places[less]!;
        places[less++] = place;
      } else if (character > pivot) {
        places[at] = places[--more]!;
        places[more] = place;
      } else at++;
    }
    if (less - from > 1) stack.push(from, less, level);
    if (to - more > 1) stack.push(more, to, level);
    // suffixes that end here are equal
    if (pivot !== 0 && more - less > 1) stack.push(less, more, level + 1);
  }
  return places;
}

/** Characters that two suffixes have in common from their beginnings, at most `depth`. */
export function commonLength(text: Int32Array, a: number, b: number, depth: number): number {
  let length = 0;
  while (length < depth && text[a + length] === text[b + length] && text[a + length] !== 0) length++;
  return length;
}

function insert(
  text: Int32Array,
  places: Int32Array,
  from: number,
  to: number,
  level: number,
  depth: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const place = places[i]!;
    let at = i;
    while (at > from && compare(text, place, places[at - 1]!, level, depth) < 0) {
      places[at] = places[at - 1]!;
      at--;
    }
    places[at] = place;
  }
}

function compare(text: Int32Array, a: number, b: number, level: number, depth: number): number {
  for (let i = level; i < depth; i++) {
    const difference = text[a + i]! - text[b + i]!;
    if (difference !== 0 || text[a + i] === 0) return difference;
  }
  return 0;
}

function middleOf(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : Math.max(a, c);
  return a < c ? a : Math.max(b, c);
}
