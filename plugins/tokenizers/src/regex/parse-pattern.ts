// Reading a pattern in the dialect of Oniguruma, which is that of `tokenizer.json`, into a tree.
import { foldPoint, severalOf } from './case-folding.js';
import { WORD_OUTSIDE } from './character-properties.js';
import {
  type CodePointSet,
  complement,
  EVERYTHING,
  isIn,
  setOf,
  setOfPoint,
  uniteAll,
} from './code-point-set.js';
import { expandFolding } from './expand-folding.js';
import { parseClass, parseSetEscape } from './parse-class.js';
import { parseEscapedPoint } from './parse-escape.js';
import { parsePlace } from './parse-place.js';
import { parseQuantifiers } from './parse-quantifier.js';
import type { PatternNode } from './pattern-node.js';
import type { PatternReader } from './pattern-reader.js';

/** Options that `(?imx)` sets. */
export interface PatternOptions {
  readonly ignoreCase: boolean;
  /** Whether `.` is every character. */
  readonly dotAll: boolean;
  /** Whether white space and comments mean nothing. */
  readonly extended: boolean;
}

const NO_OPTIONS: PatternOptions = { ignoreCase: false, dotAll: false, extended: false };
const NOT_NEWLINE = complement(setOfPoint(0x0a));

/** @throws CML4112, CML4113 */
export function parsePattern(reader: PatternReader): PatternNode {
  const tree = parseChoice(reader, NO_OPTIONS);
  if (!reader.atEnd) throw reader.malformed('a parenthesis closes that was not opened');
  return tree;
}

function parseChoice(reader: PatternReader, options: PatternOptions): PatternNode {
  const choices = [parseSequence(reader, options)];
  while (reader.take('|')) choices.push(parseSequence(reader, options));
  return choices.length === 1 ? choices[0]! : { kind: 'choice', options: choices };
}

function parseSequence(reader: PatternReader, options: PatternOptions): PatternNode {
  const items: PatternNode[] = [];
  for (;;) {
    if (options.extended) reader.match(/(?:\s|#[^\n]*)+/y);
    if (reader.atEnd || reader.looksAt('|') || reader.looksAt(')')) break;
    if (reader.match(/\(\?#(?:[^\\)]|\\[\s\S])*\)/y) !== undefined) continue;
    const flags = reader.match(/\(\?([a-zA-Z-]*)\)/y);
    if (flags !== undefined) {
      // for all that follows in the group, other choices too
      items.push(parseChoice(reader, readOptions(reader, flags[1]!, options, flags[0].length)));
      break;
    }
    const position = reader.at;
    const atom = parseAtom(reader, options);
    items.push(parseQuantifiers(reader, atom, position));
  }
  const expanded = options.ignoreCase ? expandFolding(items) : items;
  return expanded.length === 1 ? expanded[0]! : { kind: 'sequence', items: expanded };
}

function parseAtom(reader: PatternReader, options: PatternOptions): PatternNode {
  const position = reader.at;
  const place = parsePlace(reader);
  if (place !== undefined) return place;
  if (reader.take('(')) return parseGroup(reader, options, position);
  if (reader.take('[')) return parseBrackets(reader, options);
  if (reader.take('.')) return { kind: 'set', set: options.dotAll ? EVERYTHING : NOT_NEWLINE };
  if (/[*+?]/.test(reader.pattern[reader.at]!) || reader.match(/\{\d*,?\d*\}/y) !== undefined) {
    throw reader.malformed('there is nothing to repeat', position);
  }
  if (reader.take('\\')) return parseEscape(reader, options, position);
  return literal(reader.next().codePointAt(0)!, options);
}

function literal(point: number, { ignoreCase }: PatternOptions): PatternNode {
  return ignoreCase
    ? { kind: 'set', set: foldPoint(point), literal: point }
    : { kind: 'set', set: setOfPoint(point) };
}

function parseBrackets(reader: PatternReader, { ignoreCase }: PatternOptions): PatternNode {
  const { set, negative } = parseClass(reader, ignoreCase);
  const node: PatternNode = { kind: 'set', set };
  if (!ignoreCase || negative) return node;
  // ß among them stands for ss as well; where each s is among them too, that makes no difference worth its price
  const several = severalOf(set).filter((sequence) => sequence.some((point) => !isIn(set, point)));
  if (several.length === 0) return node;
  return {
    kind: 'choice',
    options: [
      node,
      ...several.map((sequence): PatternNode => ({ kind: 'sequence', items: sequence.map(foldedNode) })),
    ],
  };
}

function foldedNode(point: number): PatternNode {
  return { kind: 'set', set: foldPoint(point) };
}

const NEWLINES = setOf([0x0a, 0x0d], [0x85, 0x85], [0x2028, 0x2029]);

/** The constructs that look at more than a place and a character; none has a counterpart that is exact. */
const UNTRANSLATABLE: Readonly<Record<string, string>> = {
  G: 'the place where the search began, `\\G`,',
  K: 'the kept part, `\\K`,',
  X: 'the text segment, `\\X`,',
  y: 'the segment boundary `\\y`',
  Y: 'the segment boundary `\\Y`',
  k: 'a back reference',
  g: 'a call of a group',
};

function parseEscape(reader: PatternReader, options: PatternOptions, position: number): PatternNode {
  if (reader.atEnd) throw reader.malformed('nothing follows the backslash', position);
  const letter = reader.next();
  const construct = UNTRANSLATABLE[letter];
  if (construct !== undefined) throw reader.untranslatable(construct, position);
  if (/[1-9]/.test(letter)) {
    const digits = letter + (/^\d*/.exec(reader.pattern.slice(reader.at))?.[0] ?? '');
    if (digits.length === 1 || /[89]/.test(digits)) throw reader.untranslatable('a back reference', position);
  }
  if (letter === 'R') return newline();
  if (letter === 'N') return { kind: 'set', set: NOT_NEWLINE };
  if (letter === 'O') return { kind: 'set', set: EVERYTHING };
  const set = parseSetEscape(reader, letter, position);
  if (set === undefined) return literal(parseEscapedPoint(reader, letter, position), options);
  return { kind: 'set', set: letter === 'w' || letter === 'W' ? outside(set, letter) : set };
}

function outside(set: CodePointSet, letter: string): CodePointSet {
  return letter === 'w'
    ? uniteAll([set, WORD_OUTSIDE])
    : complement(uniteAll([complement(set), WORD_OUTSIDE]));
}

/** `\R`: a return and a newline are never taken apart. */
function newline(): PatternNode {
  const both: PatternNode = {
    kind: 'sequence',
    items: [0x0d, 0x0a].map((point) => setNode(setOfPoint(point))),
  };
  return {
    kind: 'choice',
    options: [
      both,
      {
        kind: 'sequence',
        items: [{ kind: 'look', behind: false, negative: true, body: both }, setNode(NEWLINES)],
      },
    ],
  };
}

function setNode(set: CodePointSet): PatternNode {
  return { kind: 'set', set };
}

function parseGroup(reader: PatternReader, options: PatternOptions, position: number): PatternNode {
  const close = (body: PatternNode): PatternNode => {
    if (!reader.take(')')) throw reader.malformed('the parenthesis is not closed', position);
    return body;
  };
  if (!reader.take('?')) {
    if (reader.looksAt('*')) throw reader.untranslatable('a callout', position);
    return close(parseChoice(reader, options));
  }
  for (const [opening, behind, negative] of LOOKS) {
    if (!reader.take(opening)) continue;
    return { kind: 'look', behind, negative, body: close(parseChoice(reader, options)) };
  }
  if (reader.take('>')) return { kind: 'atomic', body: close(parseChoice(reader, options)), position };
  if (reader.take(':')) return close(parseChoice(reader, options));
  // nothing refers back to a group, so that its name means nothing
  if (reader.match(/<[^>]+>|'[^']+'/y) !== undefined) return close(parseChoice(reader, options));
  const flags = reader.match(/([a-zA-Z-]*):/y);
  if (flags !== undefined) {
    return close(parseChoice(reader, readOptions(reader, flags[1]!, options, flags[0].length + 2)));
  }
  if (reader.looksAt('~')) throw reader.untranslatable('an absent group', position);
  if (reader.looksAt('(')) throw reader.untranslatable('a condition', position);
  if (reader.looksAt('{')) throw reader.untranslatable('a callout', position);
  throw reader.malformed('this kind of group does not exist', position);
}

const LOOKS = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const;

function readOptions(
  reader: PatternReader,
  flags: string,
  options: PatternOptions,
  length: number,
): PatternOptions {
  const changed = { ...options };
  let on = true;
  for (const flag of flags) {
    if (flag === '-') on = false;
    else if (flag === 'i') changed.ignoreCase = on;
    else if (flag === 'm') changed.dotAll = on;
    else if (flag === 'x') changed.extended = on;
    else throw reader.untranslatable(`the option \`${flag}\``, reader.at - length);
  }
  return changed;
}
