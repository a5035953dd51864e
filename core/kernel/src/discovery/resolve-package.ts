// Finds the folder of an installed package as Node would, from a given folder. It reads no package and imports nothing.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Real path of the package's folder, or undefined. Walks up the `node_modules` folders above `from`; symlinks are followed, so
 * workspaces and pnpm's layout work. Plug'n'Play, which has no `node_modules`, does not.
 */
export function findPackageRoot(name: string, from: string): string | undefined {
  const start = realFolder(from);
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Real path of a folder, or its absolute path where it does not exist. */
export function realFolder(folder: string): string {
  const absolute = resolve(folder);
  return existsSync(absolute) ? realpathSync(absolute) : absolute;
}
