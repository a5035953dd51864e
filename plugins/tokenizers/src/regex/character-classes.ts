// White space and word characters as Rust's `regex` and `char` know them, tested at a place in a text.
import { ofPosix } from './character-properties.js';
import { type CodePointSet, isIn, setOf, uniteAll } from './code-point-set.js';

/** Whether a unit is white space: the Unicode property White_Space, which JavaScript's `\s` is not. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0x85) return false;
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** `\w` of Rust's `regex`: letters, marks, digits, connectors and the two joiners, in Unicode 16. */
export function rustWord(): CodePointSet {
  return uniteAll([ofPosix('word')!, setOf([0x200c, 0x200d])]);
}

let word: CodePointSet | undefined;

/** Whether a word character ends at the place. */
export function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const unit = text.charCodeAt(at - 1);
  return isWord(unit >= 0xdc00 && unit < 0xe000 && at > 1 ? text.codePointAt(at - 2)! : unit);
}

/** Whether a word character begins at the place. */
export function isWordAfter(text: string, at: number): boolean {
  return at < text.length && isWord(text.codePointAt(at)!);
}

function isWord(point: number): boolean {
  word ??= rustWord();
  return isIn(word, point);
}
