// Records of CSV: rows whose quoted fields may hold delimiters, line ends and doubled quotes (RFC 4180). The rows are found here, in
// bytes and with their places; the fields within them are Papa Parse's.
import { isUtf8 } from 'node:buffer';
import { codexError } from '@codex-ml/plugin-api';
import type { Parser } from 'papaparse';
import { type Beginning, invalidText, nulText } from '../text/invalid-text.js';
import type { TextSource } from '../text/text-source.js';
import { type CsvSettings, type RawRow, RowCutter } from './csv-row-cutter.js';
import { type DataRecord, type Entry, isLeftOut, LeftOut } from './entry.js';

/** What the first row says: the names of the columns, or how many there are. */
export interface CsvColumns {
  readonly names: readonly string[] | undefined;
  readonly count: number;
}

/** The fields of a row, as the value of a record that is numbered by its line. */
export type MakeRow<T> = (fields: readonly string[], record: DataRecord) => Entry<T>;

/**
 * What the function that `begin` returns for the columns makes of each row. Empty lines are no rows.
 * @param source in UTF-8
 * @throws CML4217 for a quoted field that is never closed, CML4212 for a row that is too long: what follows cannot be told from it
 */
export async function* readCsv<T>(
  source: TextSource,
  settings: CsvSettings,
  begin: (columns: CsvColumns) => MakeRow<T>,
): AsyncGenerator<readonly Entry<T>[]> {
  const parser = await createParser(settings);
  const cutter = new RowCutter(source, settings);
  let columns: CsvColumns | undefined;
  let make: MakeRow<T> | undefined;

  const take = (rows: readonly (CsvRow | LeftOut)[]): Entry<T>[] => {
    const parsed = parseRows(rows, parser);
    const entries: Entry<T>[] = [];
    for (const row of parsed) {
      if (isLeftOut(row)) {
        // Without its first row a file has no columns.
        if (columns === undefined && settings.header) throw row.error!();
        entries.push(row);
        continue;
      }
      const { fields, record } = row;
      if (columns === undefined || make === undefined) {
        columns = { names: settings.header ? fields : undefined, count: fields.length };
        make = begin(columns);
        if (settings.header) continue;
      }
      entries.push(
        fields.length === columns.count ? make(fields, record) : ragged(source.name, record, fields, columns),
      );
    }
    return entries;
  };

  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const entries = take(cutter.take(chunk).map((row) => decodeRow(row, source.name)));
    if (entries.length > 0) yield entries;
  }
  const entries = take(cutter.end().map((row) => decodeRow(row, source.name)));
  if (entries.length > 0) yield entries;
}

interface CsvRow {
  readonly text: string;
  readonly line: number;
}

async function createParser({ delimiter, quote }: CsvSettings): Promise<Parser> {
  const { default: Papa } = await import('papaparse');
  // The parser alone: it guesses nothing and changes nothing, as `parse` does.
  return new Papa.Parser({ delimiter, quoteChar: quote, escapeChar: quote, newline: '\n' });
}

function decodeRow({ bytes, line, offset, problem }: RawRow, name: string): CsvRow | LeftOut {
  const at: Beginning = { name, label: 'utf-8', offset, line };
  if (!isUtf8(bytes)) return invalidText(bytes, at);
  if (bytes.includes(0)) return nulText(bytes, at);
  return problem ?? { text: bytes.toString('utf8'), line };
}

/** The fields of all rows at once: they are put one below the other with the line end that the parser was told. */
function parseRows(
  rows: readonly (CsvRow | LeftOut)[],
  parser: Parser,
): (LeftOut | { fields: string[]; record: DataRecord })[] {
  const whole = rows.filter((row): row is CsvRow => !isLeftOut(row));
  const text = whole.map((row) => row.text).join('\n');
  const data = whole.length === 0 ? [] : (parser.parse(text, 0, false) as { data: string[][] }).data;
  let at = 0;
  return rows.map((row) => {
    if (isLeftOut(row)) return row;
    const { line } = row;
    return { fields: data[at++]!, record: { number: line, value: undefined, source: row } };
  });
}

function ragged(
  file: string,
  { number }: DataRecord,
  fields: readonly string[],
  { count }: CsvColumns,
): LeftOut {
  const parameters = { received: fields.length, expected: count };
  return new LeftOut('columns', () => codexError('CML4219', parameters, { where: { file, line: number } }));
}
