// Two layers into one: mappings merge deep, everything else is replaced by the upper layer. A section whose upper layer
// chooses another plugin keeps none of the options that were written for the one before.
import { HOST_KEYS } from '../schema/run-config.js';
import { findChoiceKind, isSameId } from '../schema/sections.js';
import { type Origin, originOf } from '../source/place.js';
import { type ConfigNode, type Entry, type MapNode, type Path, withoutEntries } from './config-node.js';
import { formatPath } from './path-text.js';

/** An option of a lower layer that no longer applies, since an upper layer chose another plugin. */
export interface DroppedOption {
  readonly path: string;
  readonly origin: Origin;
  /** Where the other plugin was chosen. */
  readonly by: Origin;
}

/** Merge `upper` over `lower`, both in long form, at `path`. */
export function mergeNodes(
  lower: ConfigNode | undefined,
  upper: ConfigNode,
  path: Path = [],
  dropped: DroppedOption[] = [],
): ConfigNode {
  if (lower?.type !== 'map' || upper.type !== 'map') return upper;
  const base = dropForeignOptions(lower, upper, path, dropped);
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of upper.entries) {
    entries.set(key, {
      keyPlace: entry.keyPlace,
      value: mergeNodes(entries.get(key)?.value, entry.value, [...path, key], dropped),
    });
  }
  return { type: 'map', entries, place: upper.place };
}

function dropForeignOptions(lower: MapNode, upper: MapNode, path: Path, dropped: DroppedOption[]): MapNode {
  const kind = findChoiceKind(path);
  if (kind === undefined) return lower;
  const before = findUse(lower);
  const after = findUse(upper);
  if (before === undefined || after === undefined || isSameId(before, after)) return lower;
  const hostKeys: readonly string[] = HOST_KEYS[kind];
  const foreign = [...lower.entries.keys()].filter((key) => !hostKeys.includes(key));
  const by = originOf(upper.entries.get('use')!.value.place);
  for (const key of foreign) {
    const origin = originOf(lower.entries.get(key)!.value.place);
    dropped.push({ path: formatPath([...path, key]), origin, by });
  }
  return withoutEntries(lower, foreign);
}

/** The plugin that a section's mapping names, if it does. */
export function findUse(node: ConfigNode | undefined): string | undefined {
  const use = node?.type === 'map' ? node.entries.get('use')?.value : undefined;
  return use?.type === 'scalar' && typeof use.value === 'string' ? use.value : undefined;
}
