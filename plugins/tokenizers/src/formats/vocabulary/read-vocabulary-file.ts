// A vocabulary of the user: ids by token in JSON, or one token per line. And its merges, one per line.
import { readFile } from 'node:fs/promises';
import { codexError, type JsonValue } from '@codex-ml/plugin-api';
import { lineAndColumn, walkJson } from '../tokenizer-json/walk-json.js';

export interface VocabularyFile {
  /** Absolute path. */
  readonly path: string;
  /** The path as the user wrote it. */
  readonly shown: string;
}

/**
 * Ids by token; from 0 on where the file has lines.
 * @throws CML4144 a file that cannot be read, CML4145 one that is malformed
 */
export async function readVocabularyFile(file: VocabularyFile): Promise<ReadonlyMap<string, number>> {
  const text = await readLines(file);
  const ids = file.path.endsWith('.json') ? parseIds(text, file) : parseTokens(text, file);
  if (ids.size === 0) throw malformed('CML4145', file, 1, 'it has no tokens');
  return ids;
}

/**
 * Pairs of tokens, the first merge first. Lines that begin with `#version` say nothing.
 * @throws CML4144, CML4146 a line that is no merge of the vocabulary
 */
export async function readMergesFile(
  file: VocabularyFile,
  ids: ReadonlyMap<string, number>,
): Promise<readonly (readonly [left: string, right: string])[]> {
  const merges: (readonly [string, string])[] = [];
  for (const [i, line] of splitLines(await readLines(file)).entries()) {
    if (line.startsWith('#version')) continue;
    const [left, right, ...more] = line.split(' ');
    if (left === undefined || left === '' || right === undefined || right === '' || more.length > 0) {
      throw malformed('CML4146', file, i + 1, 'expected two tokens and one space between them');
    }
    const missing = [left, right, left + right].find((token) => !ids.has(token));
    if (missing !== undefined) {
      throw malformed('CML4146', file, i + 1, `${JSON.stringify(missing)} is not in the vocabulary`);
    }
    merges.push([left, right]);
  }
  return merges;
}

async function readLines({ path, shown }: VocabularyFile): Promise<string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'it is not UTF-8'
          : message;
    throw codexError('CML4144', { file: shown, problem }, { cause });
  }
}

function parseTokens(text: string, file: VocabularyFile): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [i, token] of splitLines(text).entries()) {
    if (token === '') throw malformed('CML4145', file, i + 1, 'expected a token, the line is empty');
    const before = ids.get(token);
    if (before !== undefined) {
      throw malformed('CML4145', file, i + 1, `${JSON.stringify(token)} stands in line ${before + 1} too`);
    }
    ids.set(token, i);
  }
  return ids;
}

function parseIds(text: string, file: VocabularyFile): Map<string, number> {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch (cause) {
    const found = walkJson(text);
    const line = found === undefined ? 1 : lineAndColumn(text, found.offset).line;
    throw malformed('CML4145', file, line, found?.problem ?? (cause as Error).message);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed('CML4145', file, 1, 'expected an object with an id for each token');
  }
  const ids = new Map<string, number>();
  const tokens = new Map<number, string>();
  for (const [token, id] of Object.entries(json)) {
    const name = JSON.stringify(token);
    const line = () => lineAndColumn(text, Math.max(0, text.indexOf(`${name}`))).line;
    if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) {
      throw malformed(
        'CML4145',
        file,
        line(),
        `the id of ${name} is ${JSON.stringify(id)}, expected a whole number from 0 on`,
      );
    }
    const other = tokens.get(id);
    if (other !== undefined) {
      throw malformed(
        'CML4145',
        file,
        line(),
        `${name} has id ${id}, which is also that of ${JSON.stringify(other)}`,
      );
    }
    ids.set(token, id);
    tokens.set(id, token);
  }
  return ids;
}

/** A line break at the end of the file ends the last line. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function malformed(code: 'CML4145' | 'CML4146', file: VocabularyFile, line: number, problem: string) {
  return codexError(code, { problem }, { where: { file: file.shown, line } });
}
