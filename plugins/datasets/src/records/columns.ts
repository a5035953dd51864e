// Columns by name or number, and the errors that name those there are.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import type { CsvColumns } from './read-csv.js';

/** Names that an error lists. */
const LISTED = 40;

/**
 * Index of a column, counted from 0.
 * @throws CML4218 where there is none, CML4225 where the header has it more than once
 */
export function columnIndex({ names, count }: CsvColumns, column: string | number, file: string): number {
  if (typeof column === 'number') {
    if (column <= count) return column - 1;
    const hints = [`it has ${count === 1 ? 'one column' : `${count} columns`}`];
    throw codexError('CML4218', { file, column }, { where: { file, line: 1 }, hints });
  }
  const header = names ?? [];
  const times = header.filter((name) => name === column).length;
  if (times === 1) return header.indexOf(column);
  if (times === 0) throw missingColumn(column, header, file);
  const details = { where: { file, line: 1 }, hints: ['give the number of the column that you mean'] };
  throw codexError('CML4225', { place: `column \`${column}\``, count: times }, details);
}

/** CML4218 with the names of the columns. */
export function missingColumn(column: string, names: readonly string[], file: string): CodexError {
  const near = nearestName(column, names);
  const list = names
    .slice(0, LISTED)
    .map((name) => `\`${name}\``)
    .join(', ');
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const hints = [
    ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
    names.length === 0 ? 'it has no columns' : `its columns are ${list}${rest}`,
  ];
  return codexError('CML4218', { file, column }, { where: { file, line: 1 }, hints });
}
