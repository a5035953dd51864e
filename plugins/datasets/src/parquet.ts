// Dataset `parquet`: one column of Parquet files holds the documents, one per row.
import { defineDataset, type Sample } from '@codex-ml/plugin-api';
import { createFileDataset } from './dataset/file-dataset.js';
import { PARQUET } from './files/extensions.js';
import { parquetOptions } from './parquet.options.js';
import { missingColumn } from './records/columns.js';
import { EMPTY, type Entry } from './records/entry.js';
import { columnPath, textAt } from './records/nested-value.js';
import { readParquet } from './records/read-parquet.js';
import { convertNewlines } from './text/newlines.js';

export default defineDataset({
  id: 'parquet',
  summary: 'one document per row of Parquet files',
  apiVersion: '^1.0',
  options: parquetOptions,
  create: ({ options, ctx }) => {
    const { column, newlines, skipEmpty } = options;
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: PARQUET,
      read: (file, { guard }, ids) =>
        readParquet<Sample>(file, guard, ({ names, paths }) => {
          const path = paths.includes(column) ? columnPath(column, names) : undefined;
          if (path === undefined) throw missingColumn(column, paths, file.name);
          return {
            columns: [path[0]!],
            make: (record): Entry<Sample> => {
              const text = textAt(record, path, file.name);
              if (typeof text !== 'string') return text;
              if (skipEmpty && text.trim() === '') return EMPTY;
              return { id: ids.of('row', record.number), text: convertNewlines(text, newlines) };
            },
          };
        }),
    });
  },
});
