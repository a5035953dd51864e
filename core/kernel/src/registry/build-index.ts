// The whole index of a kernel: what discovery found, made into entries. Imports code of single-file plugins only, which have no manifest.
import { type CodexError, type Plugin, toCodexErrors } from '@codex-ml/plugin-api';
import { discoverPackages } from '../discovery/discover-packages.js';
import type { KernelRequest } from '../kernel.js';
import { importModule } from '../loading/import-module.js';
import { HOST_VERSIONS } from '../negotiation/negotiate.js';
import { type IndexedLocalPlugin, indexLocalPlugin, type LocalPlugin } from './index-local-plugin.js';
import { type IndexingRules, indexPackage } from './index-package.js';
import type { IndexedCapability, IndexedPackage } from './indexed.js';
import { manifestCachePath, openManifestCache } from './manifest-cache.js';
import { keyOf, markDuplicates } from './mark-duplicates.js';

export interface PluginIndex {
  readonly packages: readonly IndexedPackage[];
  /** By kind, then id. */
  readonly capabilities: readonly IndexedCapability[];
  /** Objects that are at hand already, by `keyOf` of their capability. */
  readonly atHand: ReadonlyMap<string, Plugin>;
  readonly warnings: readonly string[];
}

/** Discover and index. Problems of plugins become part of the index; nothing is thrown for them. */
export async function buildIndex(request: KernelRequest): Promise<PluginIndex> {
  const { projectRoot, hostRoot, explicit = [], inline = [], baseDir = projectRoot } = request;
  const rules: IndexingRules = {
    host: request.host ?? HOST_VERSIONS,
    allowIncompatible: new Set(request.allowIncompatible ?? []),
    cache: openManifestCache(
      request.manifestCache === undefined
        ? manifestCachePath(projectRoot)
        : (request.manifestCache ?? undefined),
    ),
  };
  const found = discoverPackages({ projectRoot, hostRoot, explicit, baseDir });
  const files = await Promise.all(found.files.map(({ name, path }) => readSingleFile(name, path)));
  const objects = inline.map(
    (value, at): LocalPlugin => ({ name: `config plugins[${at}]`, source: 'inline', root: baseDir, value }),
  );
  const local = [...objects, ...files].map((plugin) => indexLocalPlugin(plugin, rules));
  const packages = markDuplicates([
    ...local.map(({ entry }) => entry),
    ...found.packages.map((candidate) => indexPackage(candidate, rules)),
  ]);
  rules.cache?.save();
  const capabilities = packages.flatMap((entry) => entry.capabilities).sort(byKindAndId);
  const warnings = [...found.warnings, ...packages.flatMap((entry) => entry.warnings)];
  warnings.push(...unusedAllowances(rules.allowIncompatible, packages));
  return { packages, capabilities, atHand: collectAtHand(local), warnings };
}

async function readSingleFile(name: string, path: string): Promise<LocalPlugin> {
  const shared = { name, source: 'explicit', root: path } as const;
  try {
    const module = await importModule(name, path);
    return { ...shared, value: 'default' in module ? module.default : undefined };
  } catch (thrown) {
    const error: CodexError | undefined = toCodexErrors(thrown)[0];
    return { ...shared, value: undefined, error };
  }
}

function collectAtHand(local: readonly IndexedLocalPlugin[]): Map<string, Plugin> {
  const atHand = new Map<string, Plugin>();
  for (const { entry, plugin } of local) {
    const [capability] = entry.capabilities;
    if (capability !== undefined && plugin !== undefined) atHand.set(keyOf(capability), plugin);
  }
  return atHand;
}

function unusedAllowances(allowed: ReadonlySet<string>, packages: readonly IndexedPackage[]): string[] {
  const known = new Set(
    packages.flatMap(({ name, capabilities }) => [name, ...capabilities.map(({ id }) => id)]),
  );
  return [...allowed]
    .filter((name) => !known.has(name))
    .map((name) => `\`allowIncompatible\` names \`${name}\`, but there is no such plugin`);
}

function byKindAndId(a: IndexedCapability, b: IndexedCapability): number {
  const [first, second] = [keyOf(a), keyOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}
