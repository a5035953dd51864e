// The packages of this repository, read from the root's `workspaces`. JSON only: no package code is loaded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './node-binary.mjs';

/** Every workspace package: its folder relative to the root (with `/`) and its package.json. */
export function listPackages() {
  const { workspaces } = readJson(join(ROOT, 'package.json'));
  return workspaces
    .flatMap(expandPattern)
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readJson(join(ROOT, folder, 'package.json')) }));
}

/** Packages that provide capabilities, with each one they provide. */
export function listPluginPackages() {
  return listPackages().filter(({ manifest }) => (manifest.codexMl?.provides ?? []).length > 0);
}

/** Parse a JSON file. */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Files below a folder, relative to it with `/`, sorted; build output and dependencies are left out. */
export function listFiles(folder, keep = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) {
        if (IGNORED_FOLDERS.has(entry.name)) return [];
        return listFiles(join(folder, entry.name), keep).map((file) => `${entry.name}/${file}`);
      }
      return keep(entry.name) ? [entry.name] : [];
    });
}

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'dist-test', 'coverage', '.git']);

function expandPattern(pattern) {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = pattern.slice(0, -2);
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}
