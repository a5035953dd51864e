// Finds the folder of an installed package as Node would, from a given folder. It reads no package and imports nothing.
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/**
 * Real path of the package's folder, or undefined. Walks up the `node_modules` folders above `from`; symlinks are followed, so
 * workspaces and pnpm's layout work. A package manager without `node_modules` (Plug'n'Play) is asked through `require`.
 */
export function findPackageRoot(name: string, from: string): string | undefined {
  const start = realFolder(from);
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) break;
  }
  if (process.versions['pnp'] === undefined) return undefined;
  try {
    return dirname(createRequire(join(start, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Real path of a folder, or its absolute path where it does not exist. */
export function realFolder(folder: string): string {
  const absolute = resolve(folder);
  return existsSync(absolute) ? realpathSync(absolute) : absolute;
}
