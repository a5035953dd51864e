// A JSON file that is an object, with errors that point into it.
import { readFile } from 'node:fs/promises';
import { CodexError, codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { lineAndColumn, walkJson } from './walk-json.js';

export interface JsonFile {
  readonly json: JsonObject;
  /** The error with the line of the value that it names by its path, as far as the file has it. */
  locate(error: unknown): unknown;
}

/** Code frames of files with longer lines, as those without line breaks, would fill the terminal. */
const LONGEST_FRAME = 2000;

/**
 * @param shown the path as the user wrote it
 * @returns undefined where there is no such file
 * @throws CML4126 a file that cannot be read, CML4127 one that is no JSON object
 */
export async function readJsonFile(path: string, shown: string): Promise<JsonFile | undefined> {
  const text = await readText(path, shown);
  if (text === undefined) return undefined;
  const place = (offset: number) => {
    const { line, column } = lineAndColumn(text, offset);
    const lineText = text.split('\n', line)[line - 1] ?? '';
    return {
      file: shown,
      line,
      column,
      ...(lineText.length <= LONGEST_FRAME && text.length < 1e6 ? { source: text } : {}),
    };
  };
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch (cause) {
    const found = walkJson(text) ?? { offset: 0, problem: (cause as Error).message };
    throw codexError(
      'CML4127',
      { file: shown, problem: found.problem },
      { where: place(found.offset), cause },
    );
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw codexError('CML4127', { file: shown, problem: 'expected an object' }, { where: place(0) });
  }
  return {
    json: json as JsonObject,
    locate: (error) => {
      if (!CodexError.is(error) || error.where !== undefined) return error;
      const path = /^`([^`]+)`: /.exec(error.title)?.[1];
      const offset = path === undefined ? undefined : findValue(text, path);
      const { code, title, cause, hints, plugin, hook } = error;
      const where = offset === undefined ? { file: shown } : place(offset);
      return new CodexError(code, title, { where, cause, hints, plugin, hook });
    },
  };
}

/** @returns undefined where there is no such file. @throws CML4126 */
export async function readText(path: string, shown: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw codexError('CML4126', { path: shown }, { cause });
  }
}

/** Where the value of a path begins, or the nearest one around it. */
function findValue(text: string, path: string): number | undefined {
  let nearest = '';
  let offset: number | undefined;
  walkJson(text, (visited, at) => {
    const isAround =
      path === visited ||
      (path.startsWith(visited) && (visited === '' || /^[.[]/.test(path.slice(visited.length))));
    if (!isAround || (offset !== undefined && visited.length < nearest.length)) return;
    nearest = visited;
    offset = at;
  });
  return offset;
}
