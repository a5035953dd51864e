// Reads a file record by record with constant memory. Knows where lines end; what a record is, the format says.
import { createReadStream } from 'node:fs';
import type { RowFormat } from './row-format.js';

/**
 * Every complete record, header included, with its line end. Text after the last line end is a torn write
 * and is left out.
 */
export async function* readRecords(path: string, format: RowFormat): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let record = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      record += `${line}\n`;
      if (!format.isComplete(record)) continue;
      yield record;
      record = '';
    }
  }
}
