// What the file system says of a file without its content being read: enough to see that it was written to.
import { statSync } from 'node:fs';

export interface FileSignature {
  readonly size: number;
  /** Nanoseconds, as decimal digits. */
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
}

/**
 * Synchronous, as hundreds of files are looked at before a run begins and each would wait for a thread.
 * @throws what `stat` throws
 */
export function fileSignature(path: string): FileSignature {
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  return { size: Number(size), mtime: `${mtimeNs}`, ctime: `${ctimeNs}`, inode: `${ino}` };
}

/** The signature of a file, or null where there is none. */
export function findSignature(path: string): FileSignature | null {
  try {
    return fileSignature(path);
  } catch {
    return null;
  }
}

export function sameSignature(a: FileSignature, b: FileSignature): boolean {
  return a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime && a.inode === b.inode;
}
