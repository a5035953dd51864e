// Records of a Parquet file: some of its columns, one row group after the other.
import type { ParquetParsers, SchemaTree } from 'hyparquet';
import type { FileGuard } from '../files/file-states.js';
import type { SourceFile } from '../files/find-files.js';
import type { DataRecord, Entry } from './entry.js';
import { damaged, openParquet, refuseCodec } from './parquet-file.js';

/** Rows that are handed on at once; they are decoded by row group. */
const BATCH = 1024;

/** Stands for bytes that are no UTF-8, or a JSON value that is none. */
export class BadValue {
  readonly problem: 'encoding' | 'json';

  constructor(problem: 'encoding' | 'json') {
    this.problem = problem;
  }
}

/** What a file has. */
export interface ParquetColumns {
  readonly names: readonly string[];
  /** The columns and the fields within them, by paths such as `meta.text`; what lies in lists and maps is not listed. */
  readonly paths: readonly string[];
}

/** Which columns are read, of those there are, and what becomes of a row, an object with these. */
export interface RowPlan<T> {
  readonly columns: readonly string[];
  readonly make: (record: DataRecord) => Entry<T>;
}

/**
 * What `plan` makes of each row, numbered from 1. Memory holds one row group of the columns that are read.
 * @throws CML4202, CML4213, CML4220, CML4221
 */
export async function* readParquet<T>(
  file: SourceFile,
  guard: FileGuard,
  plan: (columns: ParquetColumns) => RowPlan<T>,
): AsyncGenerator<readonly Entry<T>[]> {
  const { buffer, metadata, leave, close } = await openParquet(file, guard);
  try {
    const { parquetReadObjects, parquetSchema } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const schema = parquetSchema(metadata);
    const names = schema.children.map(({ element }) => element.name);
    const { columns, make } = plan({ names, paths: pathsBelow(schema) });
    for (const column of columns) refuseCodec(metadata, column, file);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        columns: [...columns],
        rowStart,
        rowEnd,
        compressors: compressors,
        parsers: PARSERS,
        geoparquet: false,
      }).catch((cause: unknown) => {
        throw damaged(file, cause);
      });
      if (rows.length !== rowEnd - rowStart) {
        throw damaged(file, new RangeError(`${rows.length} rows instead of ${rowEnd - rowStart}`));
      }
      for (let at = 0; at < rows.length; at += BATCH) {
        const first = rowStart + at + 1;
        yield rows.slice(at, at + BATCH).map((value, i) => make({ number: first + i, value }));
      }
      rowStart = rowEnd;
    }
    await leave();
  } finally {
    await close();
  }
}

function pathsBelow({ children }: SchemaTree): string[] {
  return children.flatMap((child) => {
    const { logical_type: logical, converted_type: converted, repetition_type: repetition } = child.element;
    const isStruct = repetition !== 'REPEATED' && !/^(LIST|MAP)/.test(`${logical?.type ?? converted ?? ''}`);
    return [child.path.join('.'), ...(isStruct ? pathsBelow(child) : [])];
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strict: the library's own parsers replace what is no UTF-8. */
const PARSERS: Partial<ParquetParsers> = {
  stringFromBytes: (bytes) => bytes && decode(bytes),
  jsonFromBytes: (bytes) => {
    const text = bytes && decode(bytes);
    if (typeof text !== 'string') return text;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return new BadValue('json');
    }
  },
};

function decode(bytes: Uint8Array): string | BadValue {
  try {
    return decoder.decode(bytes);
  } catch {
    return new BadValue('encoding');
  }
}
