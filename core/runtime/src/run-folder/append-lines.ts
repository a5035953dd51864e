// Appending JSON lines to a file that survives kills: a line cut short by one is closed off before the next is written.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { JsonObject } from '@codex-ml/plugin-api';

/** Appends synchronously, so that a record is with the system before whatever comes next. Raises what the system raises. */
export function appendLines(path: string, records: readonly JsonObject[]): void {
  if (records.length === 0) return;
  const file = openSync(path, 'a+');
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    writeSync(file, torn ? `\n${text}` : text);
  } finally {
    closeSync(file);
  }
}
