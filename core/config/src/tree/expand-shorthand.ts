// Shorthands to their long form: `engine: tfjs` to `{ use: tfjs }`, `plugins: [a]` to `{ use: [a] }`. Layers are merged in long form only.
import { findChoiceKind, findListKind, HOST_SECTIONS } from '../schema/sections.js';
import { type ConfigNode, listNode, type MapNode, mapNode, type Path } from './config-node.js';

/** The long form of the node that stands at `path`. Wrong values are left alone: validation names them. */
export function expandShorthand(node: ConfigNode, path: Path): ConfigNode {
  if (path.length === 0) return node.type === 'map' ? expandEntries(node) : node;
  if (findChoiceKind(path) !== undefined) {
    if (node.type === 'scalar' && typeof node.value === 'string') return wrapUse(node);
    // `engine:` with nothing under it is an empty section, not a value; `launcher: null` means none.
    return isEmptyValue(node) && path.length === 1 && path[0] !== 'launcher' ? mapNode([], node.place) : node;
  }
  if (path.length !== 1) return node;
  if (path[0] === 'plugins' && node.type === 'list') return wrapUse(node);
  if (findListKind(path[0]) !== undefined && node.type === 'list') {
    return listNode(
      node.items.map((item, index) => expandShorthand(item, [...path, index])),
      node.place,
    );
  }
  return isEmptyValue(node) && isHostSection(path[0]) ? mapNode([], node.place) : node;
}

function expandEntries(root: MapNode): MapNode {
  const entries = [...root.entries].map(
    ([key, entry]) => [key, { ...entry, value: expandShorthand(entry.value, [key]) }] as const,
  );
  return mapNode(entries, root.place);
}

function wrapUse(node: ConfigNode): MapNode {
  return mapNode([['use', { keyPlace: node.place, value: node }]], node.place);
}

function isEmptyValue(node: ConfigNode): boolean {
  return node.type === 'scalar' && node.value === null;
}

function isHostSection(key: string | number | undefined): boolean {
  return (HOST_SECTIONS as readonly unknown[]).includes(key);
}
