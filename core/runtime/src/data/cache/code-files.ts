// The files whose code decides what a plugin makes of data, so that tokens are made anew when one of them changes.
import { type Dirent, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const CODE = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json', '.wasm', '.node']);
/** Types say nothing about what code does. */
const DECLARATIONS = /\.d\.[mc]?ts$/;
/** A package with more has data among its files; its entry module and version have to do. */
const MOST_FILES = 4000;

/**
 * Files of code below the folder of a package's entry modules, with its package.json, sorted. Installed dependencies and hidden folders
 * are left out.
 * @param root folder of the package, or a plugin that is a single file
 */
export function codeFiles(root: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [root];
  const own = entries.includes(root) ? [] : [join(root, 'package.json')];
  const folders = [...new Set(entries.map((entry) => dirname(entry)))];
  const found = new Set<string>(entries);
  if (own.length > 0) {
    for (const folder of folders) {
      for (const file of filesBelow(folder)) {
        found.add(file);
        if (found.size > MOST_FILES) return [...own, ...new Set(entries)].sort();
      }
    }
  }
  return [...own, ...found].sort();
}

/** Files of code in a folder and those below it, sorted. */
export function codeFilesBelow(folder: string): readonly string[] {
  return [...filesBelow(folder)].sort();
}

function* filesBelow(folder: string): Generator<string> {
  let children: Dirent[];
  try {
    children = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const child of children) {
    if (child.name === 'node_modules' || child.name.startsWith('.')) continue;
    const path = join(folder, child.name);
    if (child.isDirectory()) yield* filesBelow(path);
    else if (CODE.has(extname(child.name)) && !DECLARATIONS.test(child.name)) yield path;
  }
}
