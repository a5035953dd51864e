// Records of a file whose format is told by its name and beginning: JSON Lines, a JSON list, CSV or Parquet.
import { formatExtension } from '../files/extensions.js';
import type { SourceFile } from '../files/find-files.js';
import type { TextSettings } from '../text/encodings.js';
import { overText, type Reading } from '../text/open-text.js';
import type { TextSource } from '../text/text-source.js';
import { columnIndex } from './columns.js';
import type { CsvSettings } from './csv-row-cutter.js';
import type { DataRecord, Entry, Unit } from './entry.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-json-lines.js';
import { readJsonList } from './read-json-list.js';
import { readParquet } from './read-parquet.js';

export interface RecordSettings {
  readonly text: TextSettings;
  readonly maxLineBytes: number;
  /** How CSV is read, where it is. */
  readonly csv?: (name: string) => CsvSettings;
}

/** What becomes of the records of one file, whose values are objects. */
export interface RecordPlan<T> {
  /** Look at the names of the columns, where the format has them; says which are needed. */
  columns(names: readonly string[]): readonly string[];
  make(record: DataRecord, unit: Unit): Entry<T>;
}

export function readRecords<T>(
  file: SourceFile,
  reading: Reading,
  settings: RecordSettings,
  plan: RecordPlan<T>,
): AsyncGenerator<readonly Entry<T>[]> {
  const format = formatExtension(file.name);
  if (format === 'parquet' || format === 'pq') {
    return readParquet(file, reading.guard, ({ names }) => ({
      columns: plan.columns(names),
      make: (record) => plan.make(record, 'row'),
    }));
  }
  const { text, csv, maxLineBytes } = settings;
  if (csv !== undefined && (format === 'csv' || format === 'tsv')) {
    return overText(file, reading, text, { utf8: true }, (source) =>
      readCsv(source, csv(file.name), (columns) => {
        const needed = plan
          .columns(columns.names ?? [])
          .map((name) => [name, columnIndex(columns, name, file.name)] as const);
        return (fields, record) => {
          const value = Object.fromEntries(needed.map(([name, index]) => [name, fields[index]]));
          return plan.make({ ...record, value }, 'line');
        };
      }),
    );
  }
  return overText(file, reading, text, { utf8: true }, async function* (source) {
    const { isList, whole } = await lookForList(source);
    yield* isList
      ? readJsonList(whole, maxLineBytes, (record) => plan.make(record, 'item'))
      : readJsonLines(whole, maxLineBytes, (record) => plan.make(record, 'line'));
  });
}

/** Whether the first character that is no white space opens a list; and the source as it was before the look. */
async function lookForList(source: TextSource): Promise<{ isList: boolean; whole: TextSource }> {
  const seen: Buffer[] = [];
  let first = '';
  while (first === '') {
    const chunk = await source.next();
    if (chunk === undefined) break;
    seen.push(chunk);
    first = /[^ \t\r\n]/.exec(chunk.toString('latin1'))?.[0] ?? '';
  }
  const whole = { ...source, next: async () => seen.shift() ?? source.next() };
  return { isList: first === '[', whole };
}
