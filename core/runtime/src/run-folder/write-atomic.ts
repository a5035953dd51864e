// Writing whole files so that a reader sees the old content or the new, never a part.
import { basename, dirname, join } from 'node:path';
import { type Disk, localDisk } from './disk.js';

/** Write and sync a file in place. For folders that become visible only later. */
export async function writeDurable(path: string, content: string | Uint8Array, disk: Disk): Promise<void> {
  const file = await disk.createFile(path);
  try {
    await file.write(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replace a file: write beside it, sync, rename over it, sync the folder. */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  disk: Disk = localDisk,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.tmp-${basename(path)}-${process.pid}`);
  await writeDurable(temporary, content, disk);
  await disk.rename(temporary, path);
  await disk.syncFolder(folder);
}
