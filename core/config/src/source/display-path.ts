// Paths as users would write them.
import { relative, sep } from 'node:path';

/** Relative to the working directory, with forward slashes. */
export function displayPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown === '' ? '.' : shown.split(sep).join('/');
}
