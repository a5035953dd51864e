// Reads a package.json, and says where it is broken. It does not know what the fields mean.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type CodexError, codexError, type JsonObject } from '@codex-ml/plugin-api';
import { messageOf } from '../errors/attribute-error.js';
import { isObject } from './read-json-object.js';

export type ReadPackageJson =
  | { readonly json: JsonObject; readonly error?: undefined; readonly text: string }
  | { readonly json?: undefined; readonly error: CodexError; readonly text: string };

/** Read `<folder>/package.json`. Failures are returned as CML3103, with line and column of a syntax error. */
export function readPackageJson(folder: string): ReadPackageJson {
  const path = join(folder, 'package.json');
  const file = displayPath(path);
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return { json, text };
    return {
      text,
      error: codexError('CML3103', { file, problem: 'expected a JSON object' }, { where: { file } }),
    };
  } catch (cause) {
    const problem = messageOf(cause);
    const place = /\(line (\d+) column (\d+)\)/.exec(problem);
    const where =
      place === null ? { file } : { file, line: Number(place[1]), column: Number(place[2]), source: text };
    return { text, error: codexError('CML3103', { file, problem }, { where, cause }) };
  }
}

/** A path as a user would write it: relative to the working directory where it lies below it. */
export function displayPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}
