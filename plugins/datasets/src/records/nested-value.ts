// Values within values, by paths such as `meta.text`.
import { codexError } from '@codex-ml/plugin-api';
import { type DataRecord, LeftOut, mismatch, typeName, whereOf } from './entry.js';
import { BadValue } from './read-parquet.js';

/** The steps to a column: one whose name has the dots itself, or a nested one; undefined where there is none. */
export function columnPath(column: string, columns: readonly string[]): readonly string[] | undefined {
  if (columns.includes(column)) return [column];
  const steps = column.split('.');
  for (let i = steps.length - 1; i > 0; i--) {
    const first = steps.slice(0, i).join('.');
    if (columns.includes(first)) return [first, ...steps.slice(i)];
  }
  return undefined;
}

/** The text at a path of a row, or what is wrong with it (CML4206 no text, CML4226 no UTF-8). */
export function textAt(record: DataRecord, path: readonly string[], file: string): string | LeftOut {
  let value: unknown = record.value;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      value = undefined;
      break;
    }
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (typeof value === 'string') return value;
  const place = `column \`${path.join('.')}\` of row ${record.number}`;
  const where = () => whereOf(file, 'row', record);
  if (value instanceof BadValue) {
    return new LeftOut('unicode', () => codexError('CML4226', { place }, { where: where() }));
  }
  return mismatch(where, place, 'a string', typeName(value));
}
