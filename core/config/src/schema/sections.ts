// The top level of a config: which sections there are and of what nature each one is.
import {
  CONFIG_KEYS,
  KINDS,
  type Kind,
  LIST_KINDS,
  type ListKind,
  SINGLE_KINDS,
  type SingleKind,
} from '@codex-ml/plugin-api';
import type { Path } from '../tree/config-node.js';

/** Keys that are read while layers are collected and never reach the merged config. */
export const EXTENDS_KEY = 'extends';

/** Sections of the host itself. */
export const HOST_SECTIONS = ['plugins', 'run', 'data', 'train'] as const;

export type HostSection = (typeof HOST_SECTIONS)[number];

const SINGLE_BY_KEY = new Map<string, SingleKind>(SINGLE_KINDS.map((kind) => [CONFIG_KEYS[kind], kind]));
const LIST_BY_KEY = new Map<string, ListKind>(LIST_KINDS.map((kind) => [CONFIG_KEYS[kind], kind]));

/** Every section, in the order of the normal form. */
export const SECTION_KEYS: readonly string[] = [...HOST_SECTIONS, ...KINDS.map((kind) => CONFIG_KEYS[kind])];

/** The kind that a section chooses one plugin of. */
export function findSingleKind(section: string | number | undefined): SingleKind | undefined {
  return SINGLE_BY_KEY.get(String(section));
}

/** The kind that a section lists plugins of. */
export function findListKind(section: string | number | undefined): ListKind | undefined {
  return LIST_BY_KEY.get(String(section));
}

/** The kind chosen by the mapping at exactly this path: a single section, or an entry of a list section. */
export function findChoiceKind(path: Path): Kind | undefined {
  if (path.length === 1) return findSingleKind(path[0]);
  return path.length === 2 && typeof path[1] === 'number' ? findListKind(path[0]) : undefined;
}

/** Whether two spellings can mean the same plugin: `gpt` and `std/gpt` do, `std/gpt` and `acme/gpt` do not. */
export function isSameId(a: string, b: string): boolean {
  if (a === b) return true;
  return (
    a.includes('/') !== b.includes('/') && a.slice(a.lastIndexOf('/') + 1) === b.slice(b.lastIndexOf('/') + 1)
  );
}
