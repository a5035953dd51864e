// Which characters are the same where case makes no difference, by Unicode's case folding: single ones, and those that are the same as
// several, such as ß and ss.
import { ofCategory } from './character-properties.js';
import { type CodePointSet, isIn, setOfPoint, uniteAll } from './code-point-set.js';

interface Folding {
  /** All characters that are the same as a character, itself among them; undefined for one that is alone. */
  readonly same: ReadonlyMap<number, readonly number[]>;
  /** Characters that are the same as several: by the smallest of those that are the same as the first of these. */
  readonly several: ReadonlyMap<number, readonly Several[]>;
}

export interface Several {
  /** The smallest of those that are the same, for each place. */
  readonly sequence: readonly number[];
  readonly characters: readonly number[];
}

let folding: Folding | undefined;

function getFolding(): Folding {
  folding ??= buildFolding();
  return folding;
}

/** A character and all that are the same. */
export function foldPoint(point: number): CodePointSet {
  const same = getFolding().same.get(point);
  return same === undefined ? setOfPoint(point) : uniteAll(same.map(setOfPoint));
}

/** A set with all that are the same as one of it. */
export function foldSet(set: CodePointSet): CodePointSet {
  const more: CodePointSet[] = [set];
  for (const [point, same] of getFolding().same) {
    if (isIn(set, point)) for (const other of same) more.push(setOfPoint(other));
  }
  return uniteAll(more);
}

/** The longest sequence that begins with the character at a place of a text and is the same as single characters, or undefined. */
export function findSeveral(points: readonly number[], at: number): Several | undefined {
  const { several } = getFolding();
  let longest: Several | undefined;
  for (const candidate of several.get(representative(points[at]!)) ?? []) {
    if (candidate.sequence.length <= (longest?.sequence.length ?? 0)) continue;
    if (
      candidate.sequence.every(
        (point, i) => at + i < points.length && representative(points[at + i]!) === point,
      )
    ) {
      longest = candidate;
    }
  }
  return longest;
}

/** Sequences that are the same as a character of the set. */
export function severalOf(set: CodePointSet): readonly (readonly number[])[] {
  return [...getFolding().several.values()]
    .flat()
    .filter(({ characters }) => characters.some((point) => isIn(set, point)))
    .map(({ sequence }) => sequence);
}

function representative(point: number): number {
  return getFolding().same.get(point)?.[0] ?? point;
}

const YPOGEGRAMMENI = 0x345;
const DOTTED_I = 0x130;
const DOTLESS_I = 0x131;

function buildFolding(): Folding {
  const groups = new Map<number, Set<number>>();
  const groupOf = (point: number): Set<number> => {
    let group = groups.get(point);
    if (group === undefined) {
      group = new Set([point]);
      groups.set(point, group);
    }
    return group;
  };
  const join = (a: number, b: number): void => {
    const into = groupOf(a);
    for (const point of groupOf(b)) {
      into.add(point);
      groups.set(point, into);
    }
  };
  const isNew = new Set<number>(pointsOf(ofCategory('Cn')).filter((point) => point < 0x20000));
  const cased = pointsOf(ofCategory('Lu', 'Ll', 'Lt', 'Nl', 'So', 'Lo')).concat(YPOGEGRAMMENI);
  const written = new Map<string, number[]>();
  for (const point of cased) {
    // these two belong to `i` in Turkish only
    if (point === DOTTED_I || point === DOTLESS_I) continue;
    const character = String.fromCodePoint(point);
    for (const other of [character.toLowerCase(), character.toUpperCase()]) {
      if (other === character) continue;
      const otherPoint = other.codePointAt(0)!;
      if (other.length === String.fromCodePoint(otherPoint).length) {
        if (!isNew.has(otherPoint)) join(point, otherPoint);
      } else {
        written.set(other, [...(written.get(other) ?? []), point]);
      }
    }
  }
  written.set('i\u0307', [DOTTED_I]);
  for (const points of written.values()) for (const point of points.slice(1)) join(points[0]!, point);

  const same = new Map<number, readonly number[]>();
  for (const [point, group] of groups)
    if (group.size > 1)
      same.set(
        point,
        [...group].sort((a, b) => a - b),
      );
  const several = new Map<number, Several[]>();
  for (const [text, points] of written) {
    const sequence = Array.from(text, (character) => {
      const point = character.codePointAt(0)!;
      return same.get(point)?.[0] ?? point;
    });
    const characters = [...new Set(points.flatMap((point) => same.get(point) ?? [point]))];
    several.set(sequence[0]!, [...(several.get(sequence[0]!) ?? []), { sequence, characters }]);
  }
  return { same, several };
}

function pointsOf(set: CodePointSet): number[] {
  const points: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    // the ideographs and syllables between have no case
    if (set[i + 1]! - set[i]! > 3000 && set[i]! < 0x20000 && set[i]! > 0x3000) continue;
    if (set[i]! >= 0x20000) continue;
    for (let point = set[i]!; point < set[i + 1]!; point++) points.push(point);
  }
  return points;
}
