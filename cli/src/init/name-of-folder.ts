// A run name out of the name of a folder.
import { basename } from 'node:path';

const FALLBACK = 'run';
const LONGEST = 64;

/** Letters, digits, `.`, `_` and `-`; whatever else the folder's name has becomes a dash. */
export function nameOfFolder(folder: string): string {
  const name = basename(folder)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, LONGEST);
  return name === '' ? FALLBACK : name;
}
