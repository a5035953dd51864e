// The plugin packages of a project that add commands, by their `oclif` field. It runs with every command line, help included, and so
// imports nothing but Node: what it needs of the contract is written out, and a test holds it to the contract.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '@codex-ml/plugin-api';
import { findWorkspaceRoot } from './find-workspace-root.js';
import { isObject, readJsonObject } from './read-json-object.js';
import { findPackageRoot, realFolder } from './resolve-package.js';

const KEYWORD = 'codex-ml-plugin';
const FIELD = 'codexMl';
const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const MANIFEST = 'oclif.manifest.json';

export interface CommandPackage {
  readonly name: string;
  /** Real path of its folder. */
  readonly root: string;
  readonly json: JsonObject;
  /** Why its commands cannot be added; they are not to be loaded then. */
  readonly problem: string | undefined;
}

/**
 * Declared dependencies of the project around `folder`, and of the workspace it belongs to, that carry keyword, manifest and an
 * `oclif` field; by name. Their commands must be listed in `oclif.manifest.json`, so that help runs no code of theirs.
 */
export function findCommandPackages(folder: string): readonly CommandPackage[] {
  const project = findPackageFolder(realFolder(folder));
  if (project === undefined) return [];
  const workspace = findWorkspaceRoot(project);
  const found = new Map<string, CommandPackage>();
  for (const owner of workspace === undefined ? [project] : [project, workspace]) {
    for (const name of declaredIn(owner)) {
      const root = found.has(name) ? undefined : findPackageRoot(name, owner);
      const json = root === undefined ? undefined : readJsonObject(join(root, 'package.json'));
      if (root === undefined || json === undefined || !addsCommands(json)) continue;
      found.set(name, { name, root, json, problem: findProblem(root, json) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function findPackageFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function declaredIn(folder: string): string[] {
  const json = readJsonObject(join(folder, 'package.json')) ?? {};
  return DEPENDENCY_FIELDS.flatMap((field) => (isObject(json[field]) ? Object.keys(json[field]) : []));
}

function addsCommands(json: JsonObject): boolean {
  const keywords = json['keywords'];
  return (
    isObject(json['oclif']) && isObject(json[FIELD]) && Array.isArray(keywords) && keywords.includes(KEYWORD)
  );
}

function findProblem(root: string, json: JsonObject): string | undefined {
  if (typeof json['name'] !== 'string' || typeof json['version'] !== 'string') {
    return 'its package.json has no name or no version';
  }
  if (!existsSync(join(root, MANIFEST))) return `it has no \`${MANIFEST}\``;
  const manifest = readJsonObject(join(root, MANIFEST));
  if (manifest === undefined) return `its \`${MANIFEST}\` is not a JSON object`;
  if (manifest['version'] !== json['version']) {
    return `its \`${MANIFEST}\` is of version ${String(manifest['version'])}, the package of ${json['version']}`;
  }
  const commands = manifest['commands'];
  if (!isObject(commands)) return `its \`${MANIFEST}\` lists no commands`;
  // Where `commands` is an object it names one module with all of them; else each has a module of its own.
  const hasModules = !(isObject(json['oclif']) && isObject(json['oclif']['commands']));
  const damaged = Object.entries(commands).find(
    ([id, command]) => !isShown(id, command) || (hasModules && !isLocated(command)),
  );
  return damaged === undefined ? undefined : `\`${damaged[0]}\` in its \`${MANIFEST}\` is not complete`;
}

/** What oclif needs to load a module without searching. */
function isLocated(command: JsonObject): boolean {
  return typeof command['isESM'] === 'boolean' && Array.isArray(command['relativePath']);
}

/** What oclif needs to show a command. */
function isShown(id: string, command: unknown): command is JsonObject {
  return (
    isObject(command) &&
    command['id'] === id &&
    isObject(command['flags']) &&
    isObject(command['args']) &&
    Array.isArray(command['aliases'])
  );
}
