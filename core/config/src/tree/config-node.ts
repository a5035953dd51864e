// The located tree: config values that remember where each key and value was written. Immutable.
import type { JsonObject, JsonPrimitive, JsonValue, Plugin } from '@codex-ml/plugin-api';
import type { Place } from '../source/place.js';

export interface ScalarNode {
  readonly type: 'scalar';
  readonly value: JsonPrimitive;
  readonly place: Place;
  /** Written in quotes or as a block, so that it is meant as text whatever it looks like. */
  readonly quoted: boolean;
}

export interface ListNode {
  readonly type: 'list';
  readonly items: readonly ConfigNode[];
  readonly place: Place;
}

export interface Entry {
  readonly keyPlace: Place;
  readonly value: ConfigNode;
}

export interface MapNode {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}

/** An object of a config module that is no data: an inline plugin. */
export interface OpaqueNode {
  readonly type: 'opaque';
  readonly value: Plugin;
  readonly place: Place;
}

export type ConfigNode = ScalarNode | ListNode | MapNode | OpaqueNode;

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

export function scalarNode(value: JsonPrimitive, place: Place, quoted = false): ScalarNode {
  return { type: 'scalar', value, place, quoted };
}

export function listNode(items: readonly ConfigNode[], place: Place): ListNode {
  return { type: 'list', items, place };
}

export function mapNode(entries: Iterable<readonly [string, Entry]>, place: Place): MapNode {
  return { type: 'map', entries: new Map(entries), place };
}

/** A copy with one entry set, or added at the end. */
export function withEntry(node: MapNode, key: string, entry: Entry): MapNode {
  return { ...node, entries: new Map(node.entries).set(key, entry) };
}

/** A copy without some entries. */
export function withoutEntries(node: MapNode, keys: Iterable<string>): MapNode {
  const entries = new Map(node.entries);
  for (const key of keys) entries.delete(key);
  return { ...node, entries };
}

/** The plain value. Opaque nodes become null; they are taken out before anyone asks. */
export function toPlain(node: MapNode): JsonObject;
export function toPlain(node: ConfigNode): JsonValue;
export function toPlain(node: ConfigNode): JsonValue {
  switch (node.type) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map((item) => toPlain(item));
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
    case 'opaque':
      return null;
  }
}

/** The node at a path, or undefined. */
export function findNode(root: ConfigNode, path: Path): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) {
    if (node?.type === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.type === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** Every leaf with its path: scalars, and lists and mappings that are empty. */
export function* leavesOf(node: ConfigNode, path: Path = []): Generator<readonly [Path, ConfigNode]> {
  if (node.type === 'map' && node.entries.size > 0) {
    for (const [key, entry] of node.entries) yield* leavesOf(entry.value, [...path, key]);
  } else if (node.type === 'list' && node.items.length > 0) {
    for (const [index, item] of node.items.entries()) yield* leavesOf(item, [...path, index]);
  } else {
    yield [path, node];
  }
}
