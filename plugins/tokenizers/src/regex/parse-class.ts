// Classes in brackets, with all that Oniguruma allows inside of them: classes of POSIX, properties, nested classes, intersections.

import { foldSet } from './case-folding.js';
import { ofPosix, ofProperty, ofShorthand } from './character-properties.js';
import { type CodePointSet, complement, intersect, setOf, setOfPoint, uniteAll } from './code-point-set.js';
import { parseEscapedPoint } from './parse-escape.js';
import type { PatternReader } from './pattern-reader.js';

export interface ParsedClass {
  readonly set: CodePointSet;
  readonly negative: boolean;
}

/**
 * @param reader stands behind the opening bracket
 * @param ignoreCase whether the case of letters makes no difference
 * @throws CML4112, CML4113
 */
export function parseClass(reader: PatternReader, ignoreCase: boolean): ParsedClass {
  const opening = reader.at - 1;
  const negative = reader.take('^');
  const parts: CodePointSet[] = [];
  let items: CodePointSet[] = [];
  const first = reader.at;
  for (;;) {
    if (reader.atEnd) throw reader.malformed('the bracket is not closed', opening);
    if (reader.looksAt(']') && !(reader.at === first && closesLater(reader))) {
      reader.at++;
      break;
    }
    if (reader.take('&&')) {
      parts.push(uniteAll(items));
      items = [];
      continue;
    }
    items.push(parseItem(reader, ignoreCase));
  }
  if (items.length === 0 && parts.length === 0) throw reader.malformed('the class is empty', opening);
  const set = parts.reduce(intersect, uniteAll(items));
  const folded = ignoreCase ? foldSet(set) : set;
  return { set: negative ? complement(folded) : folded, negative };
}

/** A bracket that closes right after the opening one stands for itself where another one follows. */
function closesLater(reader: PatternReader): boolean {
  return reader.pattern.indexOf(']', reader.at + 1) > 0;
}

function parseItem(reader: PatternReader, ignoreCase: boolean): CodePointSet {
  const position = reader.at;
  if (reader.looksAt('[:')) {
    const posix = parsePosix(reader);
    if (posix !== undefined) return posix;
  }
  if (reader.take('[')) return parseClass(reader, ignoreCase).set;
  const first = parseAtom(reader);
  if (typeof first !== 'number') {
    if (reader.looksAt('-') && !/[\]&]/.test(reader.pattern[reader.at + 1] ?? ']')) {
      throw reader.malformed('a range cannot begin with a class', position);
    }
    return first;
  }
  // a hyphen at the end of the class is one
  if (!reader.looksAt('-') || /^-(\]|\[|&&|$)/.test(reader.pattern.slice(reader.at, reader.at + 3))) {
    return setOfPoint(first);
  }
  reader.at++;
  const last = parseAtom(reader);
  if (typeof last !== 'number') throw reader.malformed('a range cannot end with a class', position);
  if (last < first) throw reader.malformed('the range ends before it begins', position);
  return setOf([first, last]);
}

function parsePosix(reader: PatternReader): CodePointSet | undefined {
  const found = reader.match(/\[:(\^?)([a-z]+):\]/y);
  if (found === undefined) return undefined;
  const set = ofPosix(found[2]!);
  if (set === undefined) throw reader.malformed(`\`${found[0]}\` is no class`, reader.at - found[0].length);
  return found[1] === '^' ? complement(set) : set;
}

/** A code point, or a class that an escape stands for. */
function parseAtom(reader: PatternReader): number | CodePointSet {
  const position = reader.at;
  const character = reader.next();
  if (character !== '\\') return character.codePointAt(0)!;
  if (reader.atEnd) throw reader.malformed('nothing follows the backslash', position);
  const letter = reader.next();
  if (letter === 'b') return 8;
  const set = parseSetEscape(reader, letter, position);
  return set ?? parseEscapedPoint(reader, letter, position);
}

/** The class of `\d`, `\P{L}`, … as it is inside of brackets; undefined for another escape. */
export function parseSetEscape(
  reader: PatternReader,
  letter: string,
  position: number,
): CodePointSet | undefined {
  const lower = letter.toLowerCase();
  if (lower === 'p') {
    const found = reader.match(/\{(\^?)([^}]*)\}/y);
    if (found === undefined) return undefined;
    const set = ofProperty(found[2]!);
    if (set === undefined) throw reader.untranslatable(`the property \`${found[2]}\``, position);
    return (found[1] === '^') !== (letter === 'P') ? complement(set) : set;
  }
  if (!'dswh'.includes(lower)) return undefined;
  const set = ofShorthand(lower);
  return letter === lower ? set : complement(set);
}
