// A Parquet file as the reader library wants it, opened and closed here, with its metadata checked.

import type { FileHandle } from 'node:fs/promises';
import { codexError } from '@codex-ml/plugin-api';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { type FileGuard, type FileState, stateOf } from '../files/file-states.js';
import type { SourceFile } from '../files/find-files.js';
import { openFile } from '../files/read-bytes.js';
import { unreadable } from '../files/unreadable.js';

const READABLE = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW']);

export interface ParquetFile {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Say that the file was read to its end. @throws CML4213 if it is no longer what was opened */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** @throws CML4202, CML4213, CML4220 for what is no Parquet file or damaged, CML4221 for encrypted ones */
export async function openParquet(file: SourceFile, guard: FileGuard): Promise<ParquetFile> {
  const { handle, state } = await openFile(file, guard);
  try {
    const buffer = bufferOf(handle, state, file);
    await checkSignatures(buffer, file);
    const { parquetMetadataAsync } = await import('hyparquet');
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false }).catch((cause: unknown) => {
      throw damaged(file, cause);
    });
    refuseEncrypted(metadata, file);
    return {
      buffer,
      metadata,
      leave: async () => guard.leave(file, state, stateOf(await handle.stat({ bigint: true })), state.size),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** CML4220 for what the library could not make sense of. */
export function damaged(file: SourceFile, cause: unknown): unknown {
  if (!(cause instanceof Error) || 'code' in cause) return cause;
  const problem = cause.message.replace(/^parquet /, '');
  return codexError('CML4220', { file: file.name, problem }, { where: { file: file.name }, cause });
}

/** @throws CML4221 for the codec of a column that is to be read */
export function refuseCodec({ row_groups: groups }: FileMetaData, column: string, file: SourceFile): void {
  for (const { columns } of groups) {
    for (const { meta_data: chunk } of columns) {
      if (chunk?.path_in_schema[0] !== column || READABLE.has(chunk.codec)) continue;
      throw unsupported(
        file,
        `codec ${chunk.codec ?? 'of a kind that is not known'} in column \`${column}\``,
      );
    }
  }
}

function refuseEncrypted({ row_groups: groups }: FileMetaData, file: SourceFile): void {
  const hidden = groups.some(({ columns }) =>
    columns.some(
      ({ meta_data, crypto_metadata }) => meta_data === undefined || crypto_metadata !== undefined,
    ),
  );
  if (hidden) throw unsupported(file, 'encrypted columns');
}

async function checkSignatures(buffer: AsyncBuffer, file: SourceFile): Promise<void> {
  const { byteLength } = buffer;
  const fail = (problem: string) => {
    throw codexError('CML4220', { file: file.name, problem }, { where: { file: file.name } });
  };
  if (byteLength === 0) fail('it is empty');
  const read = async (start: number) =>
    Buffer.from(await buffer.slice(Math.max(0, start), Math.min(byteLength, start + 4))).toString('latin1');
  const head = await read(0);
  if (head !== 'PAR1' && head !== 'PARE') fail('it does not begin with `PAR1`');
  const tail = byteLength < 12 ? '' : await read(byteLength - 4);
  if (tail === 'PARE') throw unsupported(file, 'an encrypted footer');
  if (tail !== 'PAR1') fail('it does not end with `PAR1`, so it was cut off');
}

function unsupported(file: SourceFile, feature: string) {
  return codexError('CML4221', { file: file.name, feature }, { where: { file: file.name } });
}

/** Slices of the file; the handle reads at positions of its own, so that nothing is shared. */
function bufferOf(handle: FileHandle, { size }: FileState, file: SourceFile): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start: number, end: number = size) {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle
          .read(bytes, at, bytes.length - at, start + at)
          .catch((error: unknown) => {
            throw unreadable(file.name, error);
          });
        if (bytesRead === 0) {
          const problem = `it has fewer than ${end} bytes`;
          throw codexError('CML4220', { file: file.name, problem }, { where: { file: file.name } });
        }
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
