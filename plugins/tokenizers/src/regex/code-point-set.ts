// Sets of code points: sorted bounds, of which those with even places begin a run and those with odd places end it (exclusive).

export type CodePointSet = readonly number[];

export const EVERYTHING: CodePointSet = [0, 0x110000];

/** @param ranges first and last code point of each run, in any order */
export function setOf(...ranges: readonly (readonly [number, number])[]): CodePointSet {
  return uniteAll(ranges.map(([first, last]) => [first, last + 1]));
}

export function setOfPoint(point: number): CodePointSet {
  return [point, point + 1];
}

export function uniteAll(sets: readonly CodePointSet[]): CodePointSet {
  if (sets.length === 1) return sets[0]!;
  const runs: [number, number][] = [];
  for (const set of sets) for (let i = 0; i < set.length; i += 2) runs.push([set[i]!, set[i + 1]!]);
  runs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [start, end] of runs) {
    const last = out.length - 1;
    if (last >= 0 && start <= out[last]!) out[last] = Math.max(out[last]!, end);
    else out.push(start, end);
  }
  return out;
}

export function complement(set: CodePointSet): CodePointSet {
  const bounds = set[0] === 0 ? set.slice(1) : [0, ...set];
  return bounds.at(-1) === 0x110000 ? bounds.slice(0, -1) : [...bounds, 0x110000];
}

export function intersect(a: CodePointSet, b: CodePointSet): CodePointSet {
  return complement(uniteAll([complement(a), complement(b)]));
}

export function subtract(a: CodePointSet, b: CodePointSet): CodePointSet {
  return intersect(a, complement(b));
}

export function isIn(set: CodePointSet, point: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** The set as a class of a JavaScript regular expression with flag `u`. */
export function writeSet(set: CodePointSet): string {
  if (set.length === 2 && set[1] === set[0]! + 1) return writePoint(set[0]!);
  const rest = complement(set);
  return rest.length < set.length ? `[^${writeRuns(rest)}]` : `[${writeRuns(set)}]`;
}

function writeRuns(set: CodePointSet): string {
  let out = '';
  for (let i = 0; i < set.length; i += 2) {
    const first = set[i]!;
    const last = set[i + 1]! - 1;
    out += writePoint(first);
    if (last > first) out += last === first + 1 ? writePoint(last) : `-${writePoint(last)}`;
  }
  return out;
}

function writePoint(point: number): string {
  const character = String.fromCodePoint(point);
  return /[0-9A-Za-z]/.test(character) ? character : `\\u{${point.toString(16)}}`;
}
