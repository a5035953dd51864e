// The folders that a plugin's code may be read from: its own, and every node_modules it resolves through, links followed.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Where an engine reads how many processors and how much memory there are. */
const MACHINE = ['/proc/cpuinfo', '/proc/meminfo', '/sys/devices/system/cpu', '/sys/fs/cgroup'];

/** What tells of the machine, as far as it is there. */
export function machineFiles(): string[] {
  return MACHINE.filter((path) => existsSync(path));
}

/**
 * Absolute real paths, none inside another.
 * @param roots folders of packages whose code will run
 */
export function readableFolders(roots: readonly string[]): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (root: string) => {
    if (seen.has(root)) return;
    seen.add(root);
    found.add(root);
    for (let folder = root; ; folder = dirname(folder)) {
      const modules = join(folder, 'node_modules');
      if (!seen.has(modules) && existsSync(modules)) {
        seen.add(modules);
        found.add(realpathSync(modules));
        for (const linked of linksIn(modules)) visit(linked);
      }
      if (dirname(folder) === folder) break;
    }
  };
  for (const root of roots) visit(realpathSync(root));
  const all = [...found].sort();
  return all.filter((folder) => !all.some((other) => folder.startsWith(other + sep)));
}

/** Real paths of packages that are links to somewhere else, as workspaces and pnpm make them. */
function linksIn(modules: string): string[] {
  const names = readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    if (!entry.name.startsWith('@') || !entry.isDirectory()) return [entry];
    return readdirSync(join(modules, entry.name), { withFileTypes: true });
  });
  return names
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => existsSync(path) && statSync(path).isDirectory())
    .map((path) => realpathSync(path));
}
