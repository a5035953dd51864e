// `trim_offsets`: the place of a token leaves out the spaces at its ends. Counts are those of the Rust library.
import { isSpace } from '../regex/character-classes.js';
import type { SpellToken, TokenRow } from './post-processor.js';

/** How byte-level vocabularies spell a space. */
const SPACE = 'Ġ'.charCodeAt(0);

/** @param prefixSpace whether the pre-tokenizer puts a space before the text, which has no place of its own */
export function createTrim(spell: SpellToken, prefixSpace: boolean): (row: TokenRow) => TokenRow {
  return (row) => {
    if (row.offsets === undefined) return row;
    const offsets = row.offsets.slice();
    for (const [i, id] of row.ids.entries()) {
      let start = offsets[2 * i]!;
      let end = offsets[2 * i + 1]!;
      const token = spell(id) ?? row.text.slice(start, end);
      let leading = countLeading(token);
      const trailing = countTrailing(token);
      if (leading > 0) {
        if (leading === 1 && prefixSpace && (i === 0 || start === 0)) leading = 0;
        start = Math.min(start + leading, end);
      }
      if (trailing > 0 && end >= trailing) end = Math.max(end - trailing, start);
      offsets[2 * i] = start;
      offsets[2 * i + 1] = end;
    }
    return { ...row, offsets };
  };
}

function countLeading(token: string): number {
  let count = 0;
  while (count < token.length && isTrimmed(token.charCodeAt(count))) count++;
  return count;
}

function countTrailing(token: string): number {
  let count = 0;
  while (count < token.length && isTrimmed(token.charCodeAt(token.length - 1 - count))) count++;
  return count;
}

function isTrimmed(unit: number): boolean {
  return unit === SPACE || isSpace(unit);
}
