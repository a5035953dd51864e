// Reading fields of a `tokenizer.json`: each reader checks the form and names the path where it differs.
import { codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';

/** @throws CML4110 */
export function expectObject(value: JsonValue | undefined, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unexpected(path, 'an object', value);
}

/** @throws CML4110 */
export function expectArray(value: JsonValue | undefined, path: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw unexpected(path, 'a list', value);
}

/** @throws CML4110 */
export function readString(from: JsonObject, key: string, path: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw unexpected(`${path}.${key}`, 'a text', value);
  return value;
}

/** A text of one Unicode character. @throws CML4110 */
export function readCharacter(from: JsonObject, key: string, path: string): string {
  const value = readString(from, key, path);
  if (value === '' || value.length > (value.codePointAt(0)! >= 0x10000 ? 2 : 1)) {
    throw unexpected(`${path}.${key}`, 'one character', value);
  }
  return value;
}

/** @param fallback for a field that is not there; without it the field is required. @throws CML4110 */
export function readBoolean(from: JsonObject, key: string, path: string, fallback?: boolean): boolean {
  const value = from[key];
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'boolean') throw unexpected(`${path}.${key}`, '`true` or `false`', value);
  return value;
}

/** A whole number from `least` on. @throws CML4110 */
export function readInteger(
  from: JsonObject,
  key: string,
  path: string,
  least: number,
  fallback?: number,
): number {
  const value = from[key];
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw unexpected(`${path}.${key}`, `a whole number from ${least} on`, value);
  }
  return value;
}

/** One of a few texts. @throws CML4110 */
export function readChoice<T extends string>(
  from: JsonObject,
  key: string,
  path: string,
  choices: readonly T[],
  fallback?: T,
): T {
  const value = from[key];
  if (value === undefined && fallback !== undefined) return fallback;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    throw unexpected(`${path}.${key}`, `one of ${choices.map((known) => `\`${known}\``).join(', ')}`, value);
  }
  return choice;
}

/** The error of a value that has not the expected form, to throw. */
export function unexpected(path: string, expected: string, received: JsonValue | undefined) {
  return codexError('CML4110', { path, expected, received: describe(received) });
}

const LONGEST_SHOWN = 60;

function describe(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
