// Reading UTF-8 strictly: a byte order mark is dropped, anything malformed is an error with its place.
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { SourceFile } from './find-files.js';

export interface Line {
  /** Counts from 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
}

/**
 * A whole file.
 * @throws CML4202 unreadable, CML4204 not UTF-8
 */
export async function readText(file: SourceFile): Promise<string> {
  const bytes = await readFile(file.path).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (!isUtf8(bytes)) throw invalidUtf8(file, bytes);
  return new TextDecoder().decode(bytes);
}

/**
 * The lines of a file, without holding it in memory. A line ends at LF, CRLF or CR; the end of the file ends the last one.
 * @throws CML4202 unreadable, CML4204 not UTF-8
 */
export async function* readLines(file: SourceFile): AsyncGenerator<Line> {
  const ends = /\r\n|\n|\r/g;
  let number = 0;
  let rest = '';
  for await (const piece of readPieces(file)) {
    const text = rest + piece.text;
    // nothing before the new piece ends a line, apart from a CR that was held back
    ends.lastIndex = Math.max(0, rest.length - 1);
    let start = 0;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      // a CR at the very end may be the first half of CRLF
      if (end[0] === '\r' && ends.lastIndex === text.length && !piece.last) break;
      yield { number: ++number, text: text.slice(start, end.index) };
      start = ends.lastIndex;
    }
    rest = text.slice(start);
  }
  if (rest !== '') yield { number: ++number, text: rest };
}

async function* readPieces(file: SourceFile): AsyncGenerator<{ text: string; last: boolean }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file.path)) {
      yield { text: decoder.decode(chunk as Buffer, { stream: true }), last: false };
    }
    yield { text: decoder.decode(), last: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw invalidUtf8(file, await readFile(file.path));
    }
    if (typeof (error as NodeJS.ErrnoException).syscall === 'string') throw unreadable(file, error);
    throw error;
  }
}

function unreadable(file: SourceFile, error: unknown): CodexError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  return codexError('CML4202', { file: file.name, problem: code }, { cause: error });
}

function invalidUtf8(file: SourceFile, bytes: Buffer): CodexError {
  const offset = findInvalidByte(bytes);
  const before = bytes.subarray(0, offset);
  const line = before.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
  const column = before.subarray(before.lastIndexOf(0x0a) + 1).toString('utf8').length + 1;
  return codexError('CML4204', { file: file.name, offset }, { where: { file: file.name, line, column } });
}

/** Length of the longest prefix that is valid UTF-8, by bisection. */
function findInvalidByte(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8(bytes.subarray(0, middle)) || endsInsideCharacter(bytes, middle)) valid = middle;
    else invalid = middle;
  }
  while (valid > 0 && !isUtf8(bytes.subarray(0, valid))) valid--;
  return valid;
}

/** Whether the prefix is valid but for a last character that is cut off. */
function endsInsideCharacter(bytes: Buffer, end: number): boolean {
  for (let back = 1; back <= 3 && back < end; back++) {
    const start = end - back;
    if ((bytes[start]! & 0xc0) === 0x80) continue;
    return (
      isUtf8(bytes.subarray(0, start)) && [2, 3, 4].some((n) => isUtf8(bytes.subarray(start, start + n)))
    );
  }
  return false;
}
