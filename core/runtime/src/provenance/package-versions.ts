// Versions of installed packages, read from their package.json files without importing any code.
import { readFile } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';

interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** This package and its direct dependencies: the host. */
export async function hostPackageVersions(): Promise<JsonObject> {
  for (const folder of foldersUpFrom(dirname(fileURLToPath(import.meta.url)))) {
    const own = await readPackage(join(folder, 'package.json'));
    if (own?.name === undefined) continue;
    return sorted({
      [own.name]: own.version ?? null,
      ...(await versionsOf(folder, Object.keys(own.dependencies ?? {}))),
    });
  }
  return {};
}

/** Direct dependencies of the project, by name; null for a declared one that is not installed. */
export async function dependencyVersions(projectRoot: string): Promise<JsonObject> {
  const project = await readPackage(join(projectRoot, 'package.json'));
  if (project === null) return {};
  const names = { ...project.devDependencies, ...project.optionalDependencies, ...project.dependencies };
  return sorted(await versionsOf(projectRoot, Object.keys(names)));
}

/** A folder and those above it, nearest first. */
export function foldersUpFrom(folder: string): string[] {
  const folders: string[] = [];
  const { root } = parse(resolve(folder));
  for (let place = resolve(folder); ; place = dirname(place)) {
    folders.push(place);
    if (place === root) return folders;
  }
}

async function versionsOf(from: string, names: readonly string[]): Promise<Record<string, JsonValue>> {
  const versions: Record<string, JsonValue> = {};
  for (const name of names) versions[name] = await findVersion(from, name);
  return versions;
}

/** Looks where Node would: `node_modules` of the folder and those above. */
async function findVersion(from: string, name: string): Promise<string | null> {
  for (const folder of foldersUpFrom(from)) {
    const found = await readPackage(join(folder, 'node_modules', name, 'package.json'));
    if (found !== null) return found.version ?? null;
  }
  return null;
}

/** A package.json, or null where there is none. Raises for one that is not JSON. */
async function readPackage(path: string): Promise<PackageJson | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PackageJson;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function sorted(versions: Readonly<Record<string, JsonValue>>): JsonObject {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
