// Reads the semver range of `apiVersion`: which majors it admits, and whether it pins them. It knows no host version.
import semver from 'semver';

/** One alternative of a range (`a || b`), which lies within one major. */
export interface RangeAlternative {
  readonly major: number;
  /** Lowest version it admits. */
  readonly lowest: string;
}

export type ApiRange =
  | { readonly problem: 'malformed' | 'unpinned' }
  | { readonly problem?: undefined; readonly alternatives: readonly RangeAlternative[] };

/** Read a range. `unpinned`: some alternative admits more than one major, as `*`, `>=1` and `1 - 3` do. */
export function readApiRange(range: string): ApiRange {
  if (range.trim() === '' || semver.validRange(range) === null) {
    return { problem: range.trim() === '' ? 'unpinned' : 'malformed' };
  }
  const alternatives: RangeAlternative[] = [];
  for (const alternative of range.split('||')) {
    const lowest = semver.minVersion(alternative);
    if (lowest === null) return { problem: 'malformed' };
    const nextMajor = `>=${lowest.major + 1}.0.0`;
    if (semver.intersects(alternative, nextMajor)) return { problem: 'unpinned' };
    alternatives.push({ major: lowest.major, lowest: lowest.version });
  }
  return { alternatives };
}
