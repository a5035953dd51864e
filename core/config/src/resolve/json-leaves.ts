// Plain JSON trees: what in them JSON cannot hold, and their leaves with dotted paths.
import type { JsonValue } from '@codex-ml/plugin-api';
import type { Path } from '../tree/config-node.js';
import { isPlainObject } from '../tree/describe-value.js';

/** Path and value of the first part that JSON cannot hold; undefined members of mappings do not count. */
export function findNonJson(value: unknown, path: Path = []): { path: Path; value: unknown } | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, value };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findNonJson(item, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isPlainObject(value)) return { path, value };
  for (const [key, member] of Object.entries(value)) {
    const found = member === undefined ? undefined : findNonJson(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy without undefined members, and with plain zero for negative zero. Only for values without a non-JSON part. */
export function toJson(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map((item) => toJson(item));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, toJson(member)]));
  }
  return (Object.is(value, -0) ? 0 : value) as JsonValue;
}

/** Every leaf with its path: scalars, and lists and mappings that are empty. */
export function* jsonLeaves(value: JsonValue, path: Path = []): Generator<readonly [Path, JsonValue]> {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) yield* jsonLeaves(item, [...path, index]);
  } else if (isPlainObject(value) && Object.keys(value).length > 0) {
    for (const [key, member] of Object.entries(value)) yield* jsonLeaves(member, [...path, key]);
  } else {
    yield [path, value];
  }
}
