// A disk that dies at a chosen operation: that operation happens half or not at all, and every later one fails, as in a process
// that is gone. After a loss of power, what was not synced is lost too.
import { readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Disk, type DiskFile, localDisk } from '@codex-ml/runtime/run-folder';

/**
 * - `process`: the process dies; everything the system was given stays
 * - `power`: content that was not synced is gone, all names stay
 * - `power-names`: names that were not synced are undone as well
 */
export type Crash = 'process' | 'power' | 'power-names';

export class DiskDied extends RangeError {}

export interface DyingDisk extends Disk {
  /** Operations begun so far. */
  readonly operations: number;
  /** Whether the crash has happened. */
  readonly dead: boolean;
  /** Bring the folder into the state a restart finds. */
  restart(): Promise<void>;
}

/** The local disk without waiting for the hardware: what is synced is the dying disk's own bookkeeping. */
export const swiftDisk: Disk = {
  ...localDisk,
  createFile: async (path) => ({ ...(await localDisk.createFile(path)), sync: async () => undefined }),
  syncFolder: async () => undefined,
};

export function dyingDisk(dieAt: number, crash: Crash): DyingDisk {
  let operations = 0;
  let dead = false;
  const unsyncedFiles = new Set<string>();
  const unsyncedRenames: { readonly from: string; readonly to: string }[] = [];

  const step = async (work: () => Promise<void>, torn?: () => Promise<void>): Promise<void> => {
    if (dead) throw new DiskDied('the disk is gone');
    operations++;
    if (operations === dieAt) {
      await torn?.();
      dead = true;
      throw new DiskDied(`died at operation ${dieAt}`);
    }
    await work();
  };
  const follow = (from: string, to: string) => {
    for (const path of [...unsyncedFiles]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      unsyncedFiles.delete(path);
      unsyncedFiles.add(to + path.slice(from.length));
    }
  };

  return {
    get operations() {
      return operations;
    },
    get dead() {
      return dead;
    },
    makeFolder: (path) => step(() => swiftDisk.makeFolder(path)),
    async createFile(path): Promise<DiskFile> {
      let file: DiskFile | undefined;
      await step(async () => {
        file = await swiftDisk.createFile(path);
        unsyncedFiles.add(path);
      });
      const open = file!;
      return {
        write: (bytes) =>
          step(
            () => open.write(bytes),
            () => open.write(bytes.subarray(0, bytes.length >> 1)),
          ),
        sync: () =>
          step(async () => {
            await open.sync();
            unsyncedFiles.delete(path);
          }),
        // The system closes the files of a dead process.
        close: () => open.close(),
      };
    },
    rename: (from, to) =>
      step(async () => {
        // A file that is replaced comes back if the rename is undone.
        await swiftDisk.rename(from, to);
        follow(from, to);
        unsyncedRenames.push({ from, to });
      }),
    remove: (path) =>
      step(
        () => swiftDisk.remove(path),
        async () => {
          // A folder half removed: one of its files is gone.
          const info = await stat(path).catch(() => null);
          const first = info?.isDirectory() === true ? (await readdir(path)).sort().at(-1) : undefined;
          if (first !== undefined) await swiftDisk.remove(`${path}/${first}`);
        },
      ),
    syncFolder: (path) =>
      step(async () => {
        const remaining = unsyncedRenames.filter(({ to }) => dirname(to) !== path);
        unsyncedRenames.splice(0, unsyncedRenames.length, ...remaining);
      }),
    async restart() {
      if (crash === 'process') return;
      for (const path of unsyncedFiles) await truncate(path, 0).catch(() => undefined);
      if (crash === 'power') return;
      for (const { from, to } of unsyncedRenames.reverse()) await rename(to, from).catch(() => undefined);
    },
  };
}

/** Change one byte in the middle of a file. */
export async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes[at] = bytes[at]! ^ 0x01;
  await writeFile(path, bytes);
}
