// Reading safetensors files: the header first, each tensor straight into its own array.
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { headerLength, parseHeader, type SafetensorsHeader } from './safetensors-header.js';
import { STORED_TYPES, type StoredTensor } from './stored-tensor.js';
import { requireLittleEndian } from './write-safetensors.js';

/** Bytes per read call. */
const READ_BYTES = 1 << 26;

/** An open file whose header has been checked. */
export interface SafetensorsFile extends SafetensorsHeader {
  /** Read one tensor. @throws CML6101 where there is none of that name */
  read(name: string): Promise<StoredTensor>;
  close(): Promise<void>;
}

/**
 * Open a file and check its header.
 * @param label name of the file in messages
 * @throws CML6101
 */
export async function openSafetensors(path: string, label = basename(path)): Promise<SafetensorsFile> {
  requireLittleEndian();
  const handle = await openFile(path, label);
  try {
    const { size } = await handle.stat();
    const first = new Uint8Array(Math.min(8, size));
    await readFully(handle, first, 0, label);
    const length = headerLength(first, size, label);
    const json = new Uint8Array(length);
    await readFully(handle, json, 8, label);
    const header = parseHeader(json, size - 8 - length, label);
    return {
      ...header,
      async read(name) {
        const entry = header.entries.find((one) => one.name === name);
        if (entry === undefined)
          throw codexError('CML6101', { file: label, problem: `it has no tensor \`${name}\`` });
        const { width, array } = STORED_TYPES[entry.dtype];
        const data = new array((entry.end - entry.begin) / width);
        await readFully(handle, new Uint8Array(data.buffer), 8 + length + entry.begin, label);
        return { shape: entry.shape, dtype: entry.dtype, data };
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** All tensors of a file, by name. @throws CML6101 */
export async function readSafetensors(
  path: string,
  label = basename(path),
): Promise<{
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}> {
  const file = await openSafetensors(path, label);
  try {
    const tensors: [string, StoredTensor][] = [];
    for (const { name } of file.entries) tensors.push([name, await file.read(name)]);
    return { metadata: file.metadata, tensors: Object.fromEntries(tensors) };
  } finally {
    await file.close();
  }
}

async function openFile(path: string, label: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing ? 'there is no such file' : (error as Error).message;
    throw codexError('CML6101', { file: label, problem }, { cause: error });
  }
}

async function readFully(handle: FileHandle, into: Uint8Array, from: number, label: string): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const want = Math.min(READ_BYTES, into.length - done);
    const { bytesRead } = await handle.read(into, done, want, from + done);
    if (bytesRead === 0)
      throw codexError('CML6101', { file: label, problem: 'it became shorter while it was read' });
    done += bytesRead;
  }
}
