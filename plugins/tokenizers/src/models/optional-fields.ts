// Fields of a model that may be left out or null.
import type { JsonObject } from '@codex-ml/plugin-api';
import { readString, unexpected } from '../pipeline/json-fields.js';

/** @throws CML4110 */
export function readOptionalString(from: JsonObject, key: string, path: string): string | undefined {
  const value = from[key];
  return value === undefined || value === null ? undefined : readString(from, key, path);
}

/** A number from `least` to `greatest`. @throws CML4110 */
export function readOptionalNumber(
  from: JsonObject,
  key: string,
  path: string,
  least: number,
  greatest: number,
): number | undefined {
  const value = from[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= least && value <= greatest)) {
    throw unexpected(`${path}.${key}`, `a number from ${least} to ${greatest}`, value);
  }
  return value;
}
