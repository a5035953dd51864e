// Remembers manifests that were found valid, by the content of their package.json: npm gives all files one date, so dates and sizes
// say nothing. Losing the cache costs milliseconds; whatever is wrong with it, it is as if it were empty.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  API_VERSION,
  HOOKS,
  KIND_API_VERSIONS,
  MANIFEST_VERSION,
  type PluginManifest,
} from '@codex-ml/plugin-api';
import { isObject } from '../discovery/read-json-object.js';
import { realFolder } from '../discovery/resolve-package.js';

/** Raise it when `ManifestSchema` accepts or returns something else; a test holds the two together. */
export const CACHE_FORMAT = 1;
const MAX_ENTRIES = 500;
const FILE = join('.cache', 'codex-ml', 'manifests.json');

export interface ManifestCache {
  get(packageJsonText: string): PluginManifest | undefined;
  set(packageJsonText: string, manifest: PluginManifest): void;
  /** Write what is new. Another process may do the same at the same time: the last one wins, and both files are whole. */
  save(): void;
}

/** Path of the cache of a project: in the `node_modules` that is nearest; undefined where there is none. */
export function manifestCachePath(projectRoot: string): string | undefined {
  const start = realFolder(projectRoot);
  for (let folder = start; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules)) return join(modules, FILE);
    if (dirname(folder) === folder) return undefined;
  }
}

/** @param path of the file; without one nothing is remembered */
export function openManifestCache(path: string | undefined): ManifestCache {
  const entries = new Map<string, PluginManifest>(path === undefined ? [] : readEntries(path));
  const fresh = new Set<string>();
  return {
    get: (text) => entries.get(hashOf(text)),
    set(text, manifest) {
      const key = hashOf(text);
      entries.set(key, manifest);
      fresh.add(key);
    },
    save() {
      if (path === undefined || fresh.size === 0) return;
      fresh.clear();
      writeWhole(path, JSON.stringify(contentOf([...entries].slice(-MAX_ENTRIES))));
    },
  };
}

/** What the validity of a manifest depends on besides its own content. */
const HOST = [CACHE_FORMAT, MANIFEST_VERSION, API_VERSION, KIND_API_VERSIONS, Object.keys(HOOKS)];

function contentOf(manifests: readonly (readonly [string, PluginManifest])[]): object {
  return { host: HOST, sum: hashOf(JSON.stringify(manifests)), manifests };
}

function readEntries(path: string): [string, PluginManifest][] {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(content) || JSON.stringify(content['host']) !== JSON.stringify(HOST)) return [];
    const { manifests, sum } = content;
    if (!Array.isArray(manifests) || hashOf(JSON.stringify(manifests)) !== sum) return [];
    return manifests;
  } catch {
    return [];
  }
}

/** Beside the file, then renamed. A folder that nobody may write to has no cache, which is no error. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx' });
  } catch {
    return;
  }
  try {
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
