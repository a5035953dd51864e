// Where a config uses a plugin, and which of its options it sets there. Reads the loaded config only; no plugin code is imported.
import type { LoadedConfig, Origin } from '@codex-ml/config';
import { type IndexedCapability, isMiss, type Kernel } from '@codex-ml/kernel';
import { CONFIG_KEYS, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';

export interface PluginUse {
  /** Place in the config, such as `model` or `metrics.0`. */
  readonly path: string;
  /** Where the choice itself was made. */
  readonly origin: Origin | undefined;
  /** Options that are set there; all others have their defaults. */
  readonly options: readonly SetOption[];
}

export interface SetOption {
  readonly name: string;
  readonly value: JsonValue;
  /** Of an option with several values, where the first of them comes from. */
  readonly origin: Origin | undefined;
}

/** Every use of a capability by a config. */
export function findUses(
  { tree, origins }: Pick<LoadedConfig, 'tree' | 'origins'>,
  kernel: Pick<Kernel, 'find'>,
  capability: IndexedCapability,
): readonly PluginUse[] {
  const { kind } = capability;
  const key = CONFIG_KEYS[kind];
  const section = tree[key] ?? [];
  const entries = (Array.isArray(section) ? section : [section]) as readonly JsonValue[];
  return entries.flatMap((entry, at) => {
    if (!isChoice(entry)) return [];
    const found = kernel.find(kind, entry.use);
    if (isMiss(found) || found !== capability) return [];
    const path = Array.isArray(section) ? `${key}.${at}` : key;
    const originOf = (name: string) => firstOrigin(origins, `${path}.${name}`);
    const options = Object.entries(entry)
      .filter(([name]) => name !== 'use')
      .map(([name, value]) => ({ name, value, origin: originOf(name) }));
    return [{ path, origin: originOf('use'), options }];
  });
}

function isChoice(entry: JsonValue): entry is JsonObject & { readonly use: string } {
  return typeof entry === 'object' && entry !== null && 'use' in entry && typeof entry.use === 'string';
}

function firstOrigin(origins: ReadonlyMap<string, Origin>, path: string): Origin | undefined {
  const own = origins.get(path);
  if (own !== undefined) return own;
  return [...origins].find(([leaf]) => leaf.startsWith(`${path}.`))?.[1];
}
