// Lists the plugin packages of a project: explicit ones, then declared dependencies, then the first-party ones. Reads package.json
// files only: no scan of node_modules, no import of code.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codexError, MANIFEST_FIELD, PLUGIN_KEYWORD } from '@codex-ml/plugin-api';
import type { Discovery, FileCandidate, PackageCandidate, PackageSource } from './candidate.js';
import { findWorkspaceRoot } from './find-workspace-root.js';
import { isObject } from './read-json-object.js';
import { displayPath, readPackageJson } from './read-package-json.js';
import { findPackageRoot, realFolder } from './resolve-package.js';

export interface DiscoveryRequest {
  readonly projectRoot: string;
  readonly hostRoot: string;
  readonly explicit: readonly string[];
  /** Folder that explicit paths are relative to. */
  readonly baseDir: string;
}

const PROJECT_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const HOST_FIELDS = ['dependencies', 'optionalDependencies'];

/** Find the plugins. A package reached by two ways counts once, for the first of them. */
export function discoverPackages(request: DiscoveryRequest): Discovery {
  const warnings: string[] = [];
  const files: FileCandidate[] = [];
  const explicit: PackageCandidate[] = [];
  for (const name of request.explicit) {
    const found = findExplicit(name, request);
    if ('path' in found) files.push(found);
    else explicit.push(found);
  }
  const workspaceRoot = findWorkspaceRoot(request.projectRoot);
  const packages = withoutRepeats([
    ...explicit,
    ...findDependencies(request.projectRoot, PROJECT_FIELDS, 'project', warnings),
    ...(workspaceRoot === undefined
      ? []
      : findDependencies(workspaceRoot, PROJECT_FIELDS, 'project', warnings)),
    ...findDependencies(request.hostRoot, HOST_FIELDS, 'first-party', warnings),
  ]);
  const paths = new Set<string>();
  return {
    packages,
    files: files.filter(({ path }) => !paths.has(path) && paths.add(path)),
    warnings,
  };
}

function findExplicit(name: string, request: DiscoveryRequest): PackageCandidate | FileCandidate {
  const isPath = name === '.' || name === '..' || /^\.{1,2}[\\/]|^file:/.test(name) || isAbsolute(name);
  const found = isPath ? resolvePath(name, request.baseDir) : findPackageRoot(name, request.projectRoot);
  const shown = isAbsolute(name) ? shortPath(name) : name;
  if (found === undefined || !existsSync(found)) {
    const hints = isPath
      ? [`nothing is at \`${found}\``]
      : [`install it in the project: \`npm install ${name}\``, 'a path starts with `./`'];
    return {
      source: 'explicit',
      name: shown,
      root: null,
      json: null,
      error: codexError('CML3102', { name: shown }, { plugin: shown, hints }),
    };
  }
  if (statSync(found).isFile()) return { name: shown, path: realpathSync(found) };
  return toCandidate('explicit', shown, realFolder(found));
}

/** As a user would write it in the working directory, where it lies below that. */
function shortPath(path: string): string {
  const below = displayPath(path);
  return isAbsolute(below) ? below : `./${below.replaceAll('\\', '/')}`;
}

function resolvePath(name: string, baseDir: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : resolve(baseDir, name);
}

function findDependencies(
  folder: string,
  fields: readonly string[],
  source: PackageSource,
  warnings: string[],
): PackageCandidate[] {
  if (!existsSync(join(folder, 'package.json'))) return [];
  const own = readPackageJson(folder);
  if (own.json === undefined) {
    warnings.push(`${own.error.title}; its dependencies are not searched for plugins`);
    return [];
  }
  const names = new Set<string>();
  for (const field of fields) {
    const entries = own.json[field];
    if (isObject(entries)) for (const name of Object.keys(entries)) names.add(name);
  }
  const candidates: PackageCandidate[] = [];
  for (const name of [...names].sort()) {
    const root = findPackageRoot(name, folder);
    if (root === undefined) continue;
    const read = readPackageJson(root);
    if (read.json === undefined) {
      // Not JSON, so it may be anything; where the text speaks of us, its user wants to know.
      if (read.text.includes(PLUGIN_KEYWORD))
        candidates.push({ source, name, root, json: null, error: read.error });
      continue;
    }
    const hasField = read.json[MANIFEST_FIELD] !== undefined;
    const hasKeyword = Array.isArray(read.json['keywords']) && read.json['keywords'].includes(PLUGIN_KEYWORD);
    if (hasField && hasKeyword) candidates.push({ source, name, root, json: read.json, text: read.text });
    else if (hasField) {
      warnings.push(
        `package \`${name}\` has a \`${MANIFEST_FIELD}\` field but not the keyword \`${PLUGIN_KEYWORD}\`: it is used only if listed under \`plugins\``,
      );
    }
  }
  return candidates;
}

function toCandidate(source: PackageSource, name: string, root: string): PackageCandidate {
  const read = readPackageJson(root);
  if (read.json === undefined) return { source, name, root, json: null, error: read.error };
  const ownName = read.json['name'];
  return {
    source,
    name: typeof ownName === 'string' ? ownName : name,
    root,
    json: read.json,
    text: read.text,
  };
}

/** The first candidate of each name; where another folder holds a package of that name, it says so (CML3316). */
function withoutRepeats(candidates: readonly PackageCandidate[]): PackageCandidate[] {
  const byName = new Map<string, PackageCandidate>();
  const roots = new Set<string>();
  for (const candidate of candidates) {
    if (candidate.root !== null && roots.has(candidate.root)) continue;
    const earlier = byName.get(candidate.name);
    if (earlier !== undefined) {
      if (earlier.root !== candidate.root) {
        byName.set(candidate.name, withRepeat(earlier, candidate));
      }
      continue;
    }
    byName.set(candidate.name, candidate);
    if (candidate.root !== null) roots.add(candidate.root);
  }
  return [...byName.values()];
}

function withRepeat(used: PackageCandidate, other: PackageCandidate): PackageCandidate {
  const { name, remarks = [] } = used;
  const roots = [used.root, other.root].map((root) => `\`${root ?? 'nowhere'}\``);
  const repeat = codexError(
    'CML3316',
    { name, first: describe(used), second: describe(other) },
    { plugin: name, hints: [`they are at ${roots.join(' and ')}`] },
  );
  return { ...used, remarks: [...remarks, repeat] };
}

function describe({ json, source }: PackageCandidate): string {
  const version = typeof json?.['version'] === 'string' ? json['version'] : 'of unknown version';
  return `the ${source} one (${version})`;
}
