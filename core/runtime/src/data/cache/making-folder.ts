// The folder in which an entry is made: one process at a time has it, and one that died there leaves it to the next.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodexError } from '@codex-ml/plugin-api';
import { type FolderLock, findLockHolder, LOCK_FILE, lockFolder } from '../../run-folder/folder-lock.js';
import type { FoundEntry } from './cache-entry.js';

const MAKING = '.making-';
const REMOVED = '.removed-';
const POLL_MS = 50;

export interface MakingFolder {
  /** Empty, and ours. */
  readonly path: string;
  /** Let others in; `committed` where the folder has become the entry. */
  release(committed: boolean): Promise<void>;
}

export interface EnterOptions {
  /** Folder that the entry will be. */
  readonly entry: string;
  readonly find: () => Promise<FoundEntry>;
  /** Another process is making it, and is waited for. */
  readonly onWait: (pid: number | undefined) => void;
  readonly onNotice: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What came of entering: an entry that is there by now, the folder to make it in, or why it cannot be made. */
export type Entered =
  | { readonly found: Exclude<FoundEntry, null> & { readonly damage?: undefined } }
  | { readonly making: MakingFolder; readonly found?: undefined }
  | { readonly refusal: unknown; readonly found?: undefined; readonly making?: undefined };

/**
 * Take the folder in which an entry is made, waiting for a process that has it. A damaged entry in the way is removed.
 * @throws the signal's reason when aborted
 */
export async function enterMaking(options: EnterOptions): Promise<Entered> {
  const { entry, find, onWait, onNotice, signal } = options;
  const path = join(dirname(entry), `${MAKING}${basename(entry)}`);
  let waited = false;
  for (;;) {
    signal?.throwIfAborted();
    let lock: FolderLock;
    try {
      await mkdir(path, { recursive: true });
      lock = await lockFolder(path, basename(entry));
    } catch (error) {
      if (isHeld(error)) {
        if (!waited) onWait((await findLockHolder(path))?.pid);
        waited = true;
        await sleep(POLL_MS);
      } else if (!hasGone(error)) {
        return { refusal: error };
      }
      const found = await find();
      if (found !== null && found.damage === undefined) return { found };
      continue;
    }
    for (const notice of lock.notices) onNotice(notice);
    try {
      const found = await find();
      if (found !== null && found.damage === undefined) {
        await discard(path);
        return { found };
      }
      if (found !== null) await discard(entry);
      for (const file of await readdir(path)) {
        if (!file.startsWith(LOCK_FILE)) await rm(join(path, file), { recursive: true, force: true });
      }
    } catch (error) {
      await lock.release();
      return { refusal: error };
    }
    return {
      making: {
        path,
        release: (committed) => (committed ? lock.release(entry) : discard(path)),
      },
    };
  }
}

/** How much of what {@link removeLeftovers} would remove is there. Changes nothing. */
export async function countAbandoned(folder: string): Promise<number> {
  let count = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(REMOVED)) count++;
    else if (name.startsWith(MAKING) && (await findLockHolder(join(folder, name))) === null) count++;
  }
  return count;
}

/** Remove what dead processes left beside an entry. What cannot be removed stays. */
export async function removeLeftovers(folder: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    try {
      if (name.startsWith(REMOVED)) {
        await rm(path, { recursive: true, force: true });
      } else if (name.startsWith(MAKING)) {
        await lockFolder(path, name);
        await discard(path);
        removed++;
      }
    } catch {
      // Somebody alive has it.
    }
  }
  return removed;
}

/** Remove a folder in one step for all others: a lock taken in it afterwards would be removed with it. */
export async function discard(path: string): Promise<void> {
  const away = join(dirname(path), `${REMOVED}${randomUUID()}`);
  try {
    await rename(path, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // For all others it is gone. Windows removes no file that a run has mapped: what is left goes with the leftovers later.
  await rm(away, { recursive: true, force: true }).catch(() => undefined);
}

function isHeld(error: unknown): boolean {
  return CodexError.is(error) && error.code === 'CML6201';
}

/** The folder became the entry, or was removed, between its making and the lock. */
function hasGone(error: unknown): boolean {
  const cause = CodexError.is(error) ? error.cause : error;
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
