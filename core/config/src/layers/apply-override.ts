// Applies one override to a merged config: sets and merges like a layer, appends to lists, deletes.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import { isSameId } from '../schema/sections.js';
import { whereOf } from '../source/place.js';
import {
  type ConfigNode,
  type ListNode,
  listNode,
  type MapNode,
  mapNode,
  type Path,
  toPlain,
  withEntry,
  withoutEntries,
} from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { expandShorthand } from '../tree/expand-shorthand.js';
import { type DroppedOption, findUse, mergeNodes } from '../tree/merge.js';
import { formatPath } from '../tree/path-text.js';
import type { Override, Step } from './parse-override.js';

/**
 * The config with the override applied.
 * @throws CML2303 to CML2306 when the path does not fit the config
 */
export function applyOverride(root: MapNode, override: Override, dropped: DroppedOption[] = []): MapNode {
  const result =
    override.action === 'delete'
      ? removeAt(root, override.steps, [])
      : assignAt(root, override.steps, [], override, dropped);
  return result as MapNode;
}

type Assignment = Exclude<Override, { action: 'delete' }>;

function assignAt(
  node: ConfigNode | undefined,
  steps: readonly Step[],
  path: Path,
  override: Assignment,
  dropped: DroppedOption[],
): ConfigNode {
  const [step, ...rest] = steps;
  if (step === undefined) return assignHere(node, path, override, dropped);
  if (node?.type === 'list') {
    const index = findIndex(node, step, path);
    const item = assignAt(node.items[index], rest, [...path, index], override, dropped);
    return { ...node, items: node.items.with(index, item) };
  }
  if (node !== undefined && node.type !== 'map' && !isNull(node)) throw hasNoParts(node, step, path);
  const before = node?.type === 'map' ? node : undefined;
  const child = before?.entries.get(step.key)?.value;
  const value = assignAt(child, rest, [...path, step.key], override, dropped);
  const layer = mapNode([[step.key, { keyPlace: step.place, value }]], step.place);
  // Merging, not setting: choosing another plugin drops the options of the one before.
  return mergeNodes(before, layer, path, dropped);
}

function assignHere(
  node: ConfigNode | undefined,
  path: Path,
  override: Assignment,
  dropped: DroppedOption[],
): ConfigNode {
  const value = expandShorthand(override.value, path);
  if (override.action === 'set') return mergeNodes(node, value, path, dropped);
  const items = (value as ListNode).items;
  if (node === undefined || isNull(node)) return value;
  if (node.type === 'list') return listNode([...node.items, ...items], node.place);
  throw codexError(
    'CML2306',
    { path: formatPath(path), received: describe(node) },
    { where: whereOf(override.steps.at(-1)!.place) },
  );
}

function removeAt(node: ConfigNode, steps: readonly Step[], path: Path): ConfigNode {
  const [step, ...rest] = steps as [Step, ...Step[]];
  if (node.type === 'list') {
    const index = findIndex(node, step, path);
    if (rest.length === 0) return { ...node, items: node.items.toSpliced(index, 1) };
    return { ...node, items: node.items.with(index, removeAt(node.items[index]!, rest, [...path, index])) };
  }
  if (node.type !== 'map') throw hasNoParts(node, step, path);
  const entry = node.entries.get(step.key);
  if (entry === undefined) {
    const near = nearestName(step.key, node.entries.keys());
    const note = near === undefined ? undefined : `did you mean \`${near}\`?`;
    const where = whereOf(step.place, note);
    throw codexError('CML2305', { path: formatPath([...path, step.key]) }, { where });
  }
  if (rest.length === 0) return withoutEntries(node, [step.key]);
  return withEntry(node, step.key, { ...entry, value: removeAt(entry.value, rest, [...path, step.key]) });
}

/** Entries of lists are named by index, or by the plugin they use. */
function findIndex(node: ListNode, step: Step, path: Path): number {
  const uses = node.items.map((item) => findUse(item));
  const index = /^\d+$/.test(step.key)
    ? Number(step.key)
    : uses.findIndex((use) => use !== undefined && isSameId(use, step.key));
  if (index >= 0 && index < node.items.length) return index;
  const near = nearestName(
    step.key,
    uses.filter((use) => use !== undefined),
  );
  const note =
    near === undefined ? `the list has ${countOf(node.items.length)}` : `did you mean \`${near}\`?`;
  throw codexError(
    'CML2304',
    { path: formatPath(path), key: step.key },
    { where: whereOf(step.place, note), hints: [`append with \`${formatPath(path)}+=value\``] },
  );
}

function countOf(entries: number): string {
  return entries === 1 ? 'one entry' : `${entries} entries`;
}

function hasNoParts(node: ConfigNode, step: Step, path: Path): CodexError {
  return codexError(
    'CML2303',
    { path: formatPath(path), received: describe(node), key: step.key },
    { where: whereOf(step.place) },
  );
}

function describe(node: ConfigNode): string {
  return describeValue(node.type === 'opaque' ? node.value : toPlain(node));
}

function isNull(node: ConfigNode): boolean {
  return node.type === 'scalar' && node.value === null;
}
