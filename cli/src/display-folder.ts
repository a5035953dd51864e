// Folders as the user would write them.
import { relative } from 'node:path';

/** Relative to the working folder, with forward slashes; `.` for itself. */
export function displayFolder(path: string): string {
  return relative(process.cwd(), path).replaceAll('\\', '/') || '.';
}
