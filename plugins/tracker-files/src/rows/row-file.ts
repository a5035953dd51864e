// One append-only file of metric rows. Buffers, flushes durably, and on a resume cuts the file back to the checkpoint.
// It knows no metric names and decides nothing about what is logged.
import { access } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { codexError, type Logger, type MetricRow } from '@codex-ml/plugin-api';
import { appendDurably, replaceFile } from './durable-write.js';
import { readRecords } from './read-records.js';
import type { RowFormat } from './row-format.js';

/** Characters kept in memory before they are written without being asked to. */
const BUFFER_LIMIT = 1 << 18;

export interface RowFile {
  /** Takes rows; returns a promise where the buffer is full and gets written. */
  append(rows: readonly MetricRow[]): undefined | Promise<void>;
  /** Resolves when every row taken so far is on disk. @throws CML6401, CML6402 */
  flush(): Promise<void>;
}

export interface RowFileOptions {
  readonly path: string;
  readonly format: RowFormat;
  /** Keep rows up to this step; null starts an empty file. */
  readonly resumedFrom: number | null;
  readonly log: Logger;
}

/**
 * A row file. Nothing is touched before the first write or flush. After a failed write the rows stay in the buffer,
 * so that a later flush can still succeed, without doubling or tearing a line.
 */
export function openRowFile({ path, format, resumedFrom, log }: RowFileOptions): RowFile {
  let buffer: string[] = [];
  let buffered = 0;
  let size: number | undefined;
  let last: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const taken = buffer.length;
    const text = buffer.join('');
    try {
      size ??= await prepare(path, format, resumedFrom, log);
      if (text !== '') size = await appendDurably(path, size, text);
    } catch (cause) {
      throw writeError(path, cause);
    }
    buffer = buffer.slice(taken);
    buffered -= text.length;
  }

  // Writes never overlap: each waits for the one before, whatever became of it.
  function enqueue(): Promise<void> {
    last = last.then(write, write);
    return last;
  }

  return {
    append(rows) {
      for (const row of rows) {
        const text = format.encode(row);
        buffer.push(text);
        buffered += text.length;
      }
      return buffered > BUFFER_LIMIT ? enqueue() : undefined;
    },
    flush: enqueue,
  };
}

/** Bring the file to its state at the start of this process; returns its size in bytes. */
async function prepare(
  path: string,
  format: RowFormat,
  resumedFrom: number | null,
  log: Logger,
): Promise<number> {
  if (resumedFrom === null) return replaceFile(path, [format.header]);
  if (!(await exists(path))) {
    if (resumedFrom > 0) {
      log.warn(`\`${basename(path)}\` is gone: rows up to step ${resumedFrom} are lost`, {
        step: resumedFrom,
      });
    }
    return replaceFile(path, [format.header]);
  }
  return replaceFile(path, keepUntil(path, format, resumedFrom, log));
}

async function* keepUntil(
  path: string,
  format: RowFormat,
  step: number,
  log: Logger,
): AsyncGenerator<string, void, undefined> {
  yield format.header;
  let unreadable = 0;
  for await (const record of readRecords(path, format)) {
    if (record === format.header) continue;
    const at = format.stepOf(record);
    if (at === undefined) unreadable++;
    else if (at <= step) yield record;
  }
  if (unreadable > 0) {
    log.warn(`dropped ${unreadable} unreadable rows of \`${basename(path)}\``, { rows: unreadable });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function writeError(path: string, cause: unknown): Error {
  const where = { file: relative(process.cwd(), path) };
  const full = (cause as NodeJS.ErrnoException | null)?.code;
  if (full === 'ENOSPC' || full === 'EDQUOT') {
    return codexError('CML6402', { file: basename(path) }, { where, cause });
  }
  return codexError('CML6401', { file: basename(path) }, { where, cause });
}
