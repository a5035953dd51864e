// Puts the kernel together. Index and negotiation run here; containers and hooks are imported when the first run or service asks for them.
import { type Kind, type Plugin, throwCollected } from '@codex-ml/plugin-api';
import type { RootContainer } from './container/root-container.js';
import type { Kernel, KernelRequest, LoadedPlugin } from './kernel.js';
import { importModule } from './loading/import-module.js';
import { readOptionsSchema } from './loading/read-options-schema.js';
import { verifyModule } from './loading/verify-module.js';
import { PROCESS_NOTES } from './negotiation/deprecation-notes.js';
import { buildIndex } from './registry/build-index.js';
import { findCapability, isMiss } from './registry/find-capability.js';
import { hashPackage } from './registry/hash-package.js';
import type { IndexedCapability, IndexedPackage } from './registry/indexed.js';
import { keyOf } from './registry/mark-duplicates.js';
import { findPreset, listPresets } from './registry/preset-index.js';

/** Index the plugins of a project. Broken plugins are part of the index and throw only when they are used. */
export async function createKernel(request: KernelRequest): Promise<Kernel> {
  const { packages, capabilities, atHand, warnings } = await buildIndex(request);
  const deprecations = new Set(capabilities.map(({ deprecation }) => deprecation));
  for (const warning of warnings) if (!deprecations.has(warning)) request.warn?.(warning);
  const notes = request.deprecationNotes ?? PROCESS_NOTES;
  const presets = listPresets(packages);
  const allowed = new Set(request.allowIncompatible ?? []);
  const loaded = new Map<string, Promise<LoadedPlugin>>();
  const hashes = new Map<IndexedPackage, Promise<string | null>>();
  let root: Promise<RootContainer> | undefined;

  function get(kind: Kind, name: string): IndexedCapability {
    const found = findCapability(packages, kind, name);
    if (isMiss(found)) throw found;
    if (found.status !== 'ok') {
      const owner = packages.find((entry) => entry.capabilities.includes(found));
      // A package that could not be read has problems of its own; all of them are the user's to see.
      throwCollected(found.entry === null && owner !== undefined ? owner.errors : []);
      throw found.problem;
    }
    return found;
  }

  async function importPlugin(capability: IndexedCapability): Promise<LoadedPlugin> {
    const ready = atHand.get(keyOf(capability));
    if (ready !== undefined || capability.entry === null) return { capability, plugin: ready as Plugin };
    const module = await importModule(capability.id, capability.entry);
    const allowIncompatible = allowed.has(capability.package.name) || allowed.has(capability.id);
    return {
      capability,
      plugin: verifyModule(capability, module, { allowIncompatible, host: request.host }),
    };
  }

  function remember<Key, Value>(cache: Map<Key, Value>, key: Key, make: () => Value): Value {
    const value = cache.get(key) ?? make();
    cache.set(key, value);
    return value;
  }

  function openRoot(): Promise<RootContainer> {
    root ??= import('./container/root-container.js').then(({ createRootContainer }) => createRootContainer());
    return root;
  }

  return Object.freeze({
    capabilities: () => capabilities,
    packages: () => packages,
    warnings: () => warnings,
    find: (kind: Kind, name: string) => findCapability(packages, kind, name),
    get,
    optionsSchemaOf: (capability: IndexedCapability) =>
      readOptionsSchema(capability, atHand.get(keyOf(capability))),
    load: async <K extends Kind>(kind: K, name: string): Promise<LoadedPlugin<K>> => {
      const capability = get(kind, name);
      if (capability.deprecation !== undefined && request.warn !== undefined) {
        notes.say(capability.deprecation, request.warn);
      }
      const entry = await remember(loaded, keyOf(capability), () => importPlugin(capability));
      return entry as LoadedPlugin<K>;
    },
    preset: (name: string) => findPreset(presets, name),
    presetNames: () => presets.map(({ name }) => name),
    integrity: (entry: IndexedPackage) => remember(hashes, entry, () => hashPackage(entry)),
    root: async () => (await openRoot()).services,
    createRun: async (scope) => (await openRoot()).createRun(scope),
    close: async () => {
      const opened = root;
      root = undefined;
      if (opened !== undefined) await (await opened).close();
    },
  } satisfies Kernel);
}
