// Looks up where a name is mentioned in the files of a package: the best guess at who set it.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

/** `file:line` of the first mention in the files below the folder; null where there is none. */
export function findMention(name: string, files: readonly string[], root: string): string | null {
  for (const file of files) {
    if (!file.startsWith(root + sep)) continue;
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes(name) && !/^\s*(\/\/|\*)/.test(text));
    if (line >= 0) return `${relative(root, file).split(sep).join('/')}:${line + 1}`;
  }
  return null;
}
