// The operations that change a disk, as an interface: crash tests put a disk in its place that dies at a chosen operation.
import { open, rename, rm } from 'node:fs/promises';
import { makeFolder } from './make-folder.js';

/** A file being written, from its start. */
export interface DiskFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything written is durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** Make a folder with those above it. */
  makeFolder(path: string): Promise<void>;
  /** Create a file, or empty the one that is there. */
  createFile(path: string): Promise<DiskFile>;
  /** Move within one file system, replacing a file of that name. */
  rename(from: string, to: string): Promise<void>;
  /** Remove a file or a folder with all its content; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Make additions, removals and renames in the folder durable. */
  syncFolder(path: string): Promise<void>;
}

/** Bytes per write call; larger buffers are handed over in parts. */
const WRITE_BYTES = 1 << 26;

/** The disk of this machine. */
export const localDisk: Disk = Object.freeze({
  async makeFolder(path: string) {
    await makeFolder(path);
  },
  async createFile(path: string): Promise<DiskFile> {
    const handle = await open(path, 'w');
    return {
      async write(bytes) {
        for (let done = 0; done < bytes.length; ) {
          const part = bytes.subarray(done, done + WRITE_BYTES);
          done += (await handle.write(part)).bytesWritten;
        }
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  async remove(path: string) {
    await rm(path, { recursive: true, force: true });
  },
  async syncFolder(path: string) {
    // Windows cannot open a folder for syncing; its file system journals names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
});
