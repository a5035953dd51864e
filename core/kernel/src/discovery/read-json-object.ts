// Reads a JSON file that may be missing or damaged. It says no reason: for that see read-package-json.ts.
import { readFileSync } from 'node:fs';
import type { JsonObject } from '@codex-ml/plugin-api';

/** The object in a file, or undefined where there is none. */
export function readJsonObject(path: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
