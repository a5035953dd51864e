// What the file system says of a file without its content being read: enough to see that it was written to.
import { stat } from 'node:fs/promises';

export interface FileSignature {
  readonly size: number;
  /** Nanoseconds, as decimal digits. */
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
}

/** @throws what `stat` throws */
export async function fileSignature(path: string): Promise<FileSignature> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return { size: Number(size), mtime: `${mtimeNs}`, ctime: `${ctimeNs}`, inode: `${ino}` };
}

export function sameSignature(a: FileSignature, b: FileSignature): boolean {
  return a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime && a.inode === b.inode;
}
