// The `extends` key of one source: what it asks for, in order.
import { type CodexError, codexError, type SourceLocation, toCodexErrors } from '@codex-ml/plugin-api';
import { interpolateEnvironment } from '../interpolate/interpolate.js';
import { EXTENDS_KEY } from '../schema/sections.js';
import { type Place, whereOf } from '../source/place.js';
import type { ConfigNode, MapNode } from '../tree/config-node.js';
import { toPlain } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';

export interface ExtendsEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly where: SourceLocation;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Entries of a mapping's `extends`, environment variables filled in. */
export function readExtends(root: MapNode, env: Environment, errors: CodexError[]): ExtendsEntry[] {
  const value = root.entries.get(EXTENDS_KEY)?.value;
  if (value === undefined || (value.type === 'scalar' && value.value === null)) return [];
  const items: readonly ConfigNode[] = value.type === 'list' ? value.items : [value];
  const entries: ExtendsEntry[] = [];
  for (const item of items) {
    if (item.type === 'scalar' && typeof item.value === 'string' && item.value !== '') {
      entries.push(...readEntry(item.value, item.place, env, errors));
    } else {
      const received = describeValue(item.type === 'opaque' ? item.value : toPlain(item));
      errors.push(codexError('CML2205', { received }, { where: whereOf(item.place) }));
    }
  }
  return entries;
}

function readEntry(text: string, place: Place, env: Environment, errors: CodexError[]): ExtendsEntry[] {
  try {
    const name = interpolateEnvironment(text, place, env);
    return [{ name, isFile: isFileName(name), where: whereOf(place) }];
  } catch (error) {
    errors.push(...toCodexErrors(error));
    return [];
  }
}

/** Preset names have no ending and never start with a dot or a slash. */
export function isFileName(name: string): boolean {
  return /^\.{1,2}\/|^\/|^[A-Za-z]:[\\/]|\.(ya?ml|json|m?ts|m?js)$/.test(name);
}
