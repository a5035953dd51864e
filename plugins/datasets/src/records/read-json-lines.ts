// Records of JSON Lines: one value per line. Lines of white space are no records.

import { readLines } from '../text/read-lines.js';
import type { TextSource } from '../text/text-source.js';
import { type DataRecord, type Entry, isLeftOut } from './entry.js';
import { parseJson } from './parse-json.js';

/** What `make` makes of each record, numbered by line. */
export function readJsonLines<T>(
  source: TextSource,
  maxLineBytes: number,
  make: (record: DataRecord) => Entry<T>,
): AsyncGenerator<readonly Entry<T>[]> {
  return readLines(source, { maxLineBytes, refuseNul: false }, (text, line) => {
    if (isBlank(text)) return undefined;
    const record = parseJson({ text, line }, line, source.name);
    return isLeftOut(record) ? record : make(record);
  });
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) !== 0x7b && text.trim() === '';
}
