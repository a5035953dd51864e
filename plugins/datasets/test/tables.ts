// Parquet files for tests.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>;
type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];

export const compressors = {
  GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)),
  ZSTD: (input: Uint8Array) => new Uint8Array(zstdCompressSync(input)),
};

/** A table of these columns. */
export function table(columnData: Columns, options: Options = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;

/** A table with a list of structs with text fields, and a struct with one text field. */
export function nestedTable(
  list: string,
  fields: readonly string[],
  rows: readonly (readonly object[])[],
  notes: readonly (string | null)[],
): Uint8Array {
  return table(
    [
      { name: list, data: [...rows] },
      { name: 'meta', data: notes.map((note) => (note === null ? null : { note })) },
    ],
    {
      rowGroupSize: 2,
      schema: [
        { name: 'root', num_children: 2 },
        { name: list, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', num_children: fields.length },
        ...fields.map((name) => ({ name, ...text })),
        { name: 'meta', repetition_type: 'OPTIONAL', num_children: 1 },
        { name: 'note', ...text },
      ],
    },
  );
}
