// Classes of characters by the names that Oniguruma knows, in Unicode 16: what came later is in none but `Cn`. General categories are from
// our own table; other properties from the engine's, without what is not assigned in Unicode 16.
import { CATEGORIES, visitCategories } from '../unicode/general-categories.js';
import {
  type CodePointSet,
  complement,
  EVERYTHING,
  intersect,
  setOf,
  subtract,
  uniteAll,
} from './code-point-set.js';

let categories: ReadonlyMap<string, CodePointSet> | undefined;

/** Code points of general categories: `L`, `Nd`, … */
export function ofCategory(...names: readonly string[]): CodePointSet {
  categories ??= readCategories();
  return uniteAll(names.map((name) => categories!.get(name)!));
}

function readCategories(): ReadonlyMap<string, CodePointSet> {
  const bounds = new Map<string, number[]>(CATEGORIES.map((name) => [name, []]));
  visitCategories((start, end, category) => bounds.get(CATEGORIES[category]!)!.push(start, end));
  const sets = new Map<string, CodePointSet>(bounds);
  for (const group of 'LMNPSZC') {
    sets.set(group, uniteAll(CATEGORIES.filter((name) => name[0] === group).map((name) => sets.get(name)!)));
  }
  sets.set('LC', uniteAll(['Lu', 'Ll', 'Lt'].map((name) => sets.get(name)!)));
  return sets;
}

export const WHITE_SPACE: CodePointSet = setOf(
  [0x09, 0x0d],
  [0x20, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
);

const HEXADECIMAL = setOf([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]);
/** A letter of Latin that was of lower case up to Unicode 16 and has had no case since. */
const CASED_UNTIL_16 = setOf([0x295, 0x295]);

/** The classes of POSIX, by which `[[:name:]]` goes. */
const POSIX = new Map<string, () => CodePointSet>([
  ['alnum', () => uniteAll([ofEngine('Alphabetic')!, ofCategory('Nd')])],
  ['alpha', () => ofEngine('Alphabetic')!],
  ['ascii', () => setOf([0, 0x7f])],
  ['blank', () => uniteAll([ofCategory('Zs'), setOf([0x09, 0x09])])],
  ['cntrl', () => ofCategory('Cc')],
  ['digit', () => ofCategory('Nd')],
  ['graph', () => complement(uniteAll([WHITE_SPACE, ofCategory('Cc', 'Cn', 'Cs')]))],
  ['lower', () => uniteAll([ofEngine('Lowercase')!, CASED_UNTIL_16])],
  ['print', () => uniteAll([ofPosix('graph')!, ofCategory('Zs')])],
  ['punct', () => ofCategory('P', 'S')],
  ['space', () => WHITE_SPACE],
  ['upper', () => ofEngine('Uppercase')!],
  ['xdigit', () => HEXADECIMAL],
  ['word', () => uniteAll([ofEngine('Alphabetic')!, ofCategory('M', 'Nd', 'Pc')])],
]);

const known = new Map<string, CodePointSet | undefined>();

function remember(key: string, make: () => CodePointSet | undefined): CodePointSet | undefined {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** The class of `[[:name:]]`, or undefined. */
export function ofPosix(name: string): CodePointSet | undefined {
  return remember(`:${name}`, () => POSIX.get(name)?.());
}

/** What `\d`, `\s`, `\w` and `\h` stand for inside of brackets. */
export function ofShorthand(letter: string): CodePointSet {
  if (letter === 'd') return ofCategory('Nd');
  if (letter === 's') return WHITE_SPACE;
  return letter === 'h' ? HEXADECIMAL : ofPosix('word')!;
}

/** `\w` outside of brackets counts raised digits and fractions of Latin-1 too. */
export const WORD_OUTSIDE = setOf([0xb2, 0xb3], [0xb9, 0xb9], [0xbc, 0xbe]);

const LONG_NAMES: Readonly<Record<string, string>> = {
  letter: 'L',
  casedletter: 'LC',
  uppercaseletter: 'Lu',
  lowercaseletter: 'Ll',
  titlecaseletter: 'Lt',
  modifierletter: 'Lm',
  otherletter: 'Lo',
  mark: 'M',
  combiningmark: 'M',
  nonspacingmark: 'Mn',
  spacingmark: 'Mc',
  enclosingmark: 'Me',
  number: 'N',
  decimalnumber: 'Nd',
  letternumber: 'Nl',
  othernumber: 'No',
  punctuation: 'P',
  punct: 'P',
  connectorpunctuation: 'Pc',
  dashpunctuation: 'Pd',
  openpunctuation: 'Ps',
  closepunctuation: 'Pe',
  initialpunctuation: 'Pi',
  finalpunctuation: 'Pf',
  otherpunctuation: 'Po',
  symbol: 'S',
  mathsymbol: 'Sm',
  currencysymbol: 'Sc',
  modifiersymbol: 'Sk',
  othersymbol: 'So',
  separator: 'Z',
  spaceseparator: 'Zs',
  lineseparator: 'Zl',
  paragraphseparator: 'Zp',
  other: 'C',
  control: 'Cc',
  format: 'Cf',
  surrogate: 'Cs',
  privateuse: 'Co',
  unassigned: 'Cn',
};

/** The class of `\p{name}`: categories, scripts, properties and POSIX classes; undefined where the name is not known. */
export function ofProperty(name: string): CodePointSet | undefined {
  return remember(name, () => findProperty(name));
}

function findProperty(name: string): CodePointSet | undefined {
  // case, spaces, hyphens and underscores make no difference
  const plain = name.toLowerCase().replaceAll(/[ _-]/g, '');
  if (plain === 'any') return EVERYTHING;
  if (plain === 'assigned') return complement(ofCategory('Cn'));
  const short = plain === 'lc' ? 'LC' : plain.charAt(0).toUpperCase() + plain.slice(1);
  const category = LONG_NAMES[plain] ?? short;
  categories ??= readCategories();
  const set = categories.get(category);
  if (set !== undefined) return set;
  const posix = ofPosix(plain);
  if (posix !== undefined) return posix;
  const titled = name
    .trim()
    .split(/[ _-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('_');
  return ofEngine(`Script=${titled}`) ?? ofEngine(titled);
}

/** A property as the engine knows it, without what Unicode 16 has not assigned; undefined where it does not know the name. */
function ofEngine(name: string): CodePointSet | undefined {
  return remember(`=${name}`, () => {
    let pattern: RegExp;
    try {
      pattern = new RegExp(`\\p{${name}}+`, 'gu');
    } catch {
      return undefined;
    }
    return subtract(scan(pattern), ofCategory('Cn'));
  });
}

const STRETCH = 0x4000;

/** All code points that a class matches, found in a text of all of them. */
function scan(pattern: RegExp): CodePointSet {
  const bounds: number[] = [];
  for (let first = 0; first < 0x110000; first += STRETCH) {
    if (first >= 0xd800 && first < 0xe000) continue;
    const points: number[] = [];
    for (let point = first; point < first + STRETCH; point++) {
      if (point < 0xd800 || point > 0xdfff) points.push(point);
    }
    const text = String.fromCodePoint(...points);
    const width = first < 0x10000 ? 1 : 2;
    for (const { 0: run, index } of text.matchAll(pattern)) {
      const start = points[index / width]!;
      bounds.push(start, start + run.length / width);
    }
  }
  return uniteAll([intersect(bounds, EVERYTHING)]);
}
