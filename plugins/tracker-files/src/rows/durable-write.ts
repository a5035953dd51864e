// File effects that survive a crash: a replace that is all or nothing, and an append that repairs what failed before it.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const CHUNK = 1 << 16;

/** Replace `path` by `texts`: temporary file, fsync, rename, fsync of the folder. Returns the new size in bytes. */
export async function replaceFile(
  path: string,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  const temporary = `${path}.tmp`;
  try {
    const size = await withFile(temporary, 'w', (file) => writeAll(file, texts));
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return size;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Write `text` at byte `size`, cutting off whatever stood there (the rest of an append that failed), and fsync.
 * Returns the new size in bytes.
 */
export async function appendDurably(path: string, size: number, text: string): Promise<number> {
  const bytes = Buffer.from(text, 'utf8');
  await withFile(path, 'r+', async (file) => {
    if ((await file.stat()).size !== size) await file.truncate(size);
    await writeFully(file, bytes, size);
    await file.datasync();
  });
  return size + bytes.length;
}

async function writeAll(file: FileHandle, texts: AsyncIterable<string> | Iterable<string>): Promise<number> {
  let size = 0;
  let pending = '';
  const drain = async () => {
    const bytes = Buffer.from(pending, 'utf8');
    await writeFully(file, bytes, size);
    size += bytes.length;
    pending = '';
  };
  for await (const text of texts) {
    pending += text;
    if (pending.length >= CHUNK) await drain();
  }
  await drain();
  await file.sync();
  return size;
}

/** A write may be partial; go on until every byte is there. */
async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}

async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Makes a rename durable. Some systems cannot open a folder; there the rename alone has to do. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await withFile(folder, 'r', (handle) => handle.sync());
  } catch {
    // Not supported here.
  }
}
