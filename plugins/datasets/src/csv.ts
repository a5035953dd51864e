// Dataset `csv`: one column of comma-separated values holds the documents, one per row.
import { defineDataset, type Sample } from '@codex-ml/plugin-api';
import { csvOptions } from './csv.options.js';
import { createFileDataset } from './dataset/file-dataset.js';
import { CSV } from './files/extensions.js';
import { csvSettings } from './options/csv-options.js';
import { columnIndex } from './records/columns.js';
import { EMPTY, type Entry } from './records/entry.js';
import { readCsv } from './records/read-csv.js';
import { textSettings } from './text/encodings.js';
import { convertNewlines } from './text/newlines.js';
import { overText } from './text/open-text.js';

export default defineDataset({
  id: 'csv',
  summary: 'one document per row of CSV and TSV files',
  apiVersion: '^1.0',
  options: csvOptions,
  create: ({ options, ctx }) => {
    const settings = textSettings(options);
    const { column, newlines, skipEmpty } = options;
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: CSV,
      read: (file, reading, ids) =>
        overText(file, reading, settings, { utf8: true }, (source) =>
          readCsv<Sample>(source, csvSettings(file.name, options), (columns) => {
            const index = columnIndex(columns, column, file.name);
            return (fields, { number }): Entry<Sample> => {
              const text = fields[index]!;
              if (skipEmpty && text.trim() === '') return EMPTY;
              return { id: ids.of('line', number), text: convertNewlines(text, newlines) };
            };
          }),
        ),
    });
  },
});
