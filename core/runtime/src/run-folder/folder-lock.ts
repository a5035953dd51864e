// The lock of a run folder: one writer at a time. A lock whose process has ended is taken over.
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexError } from '@codex-ml/plugin-api';
import { localProcesses, type ProcessTable } from './process-table.js';

export const LOCK_FILE = 'lock.json';

interface LockHolder {
  readonly pid: number;
  readonly started: string | null;
  readonly machine: string;
}

export interface FolderLock {
  /** What happened on the way that the user should know, such as the takeover of a dead process's lock. */
  readonly notices: readonly string[];
  /** Remove the lock, if it is still ours. */
  release(folder?: string): Promise<void>;
}

/** Tries to take a lock over before giving up; each lost try means that another process was faster. */
const TAKEOVER_TRIES = 5;
/** A lock without readable content this long after it was seen was left by a process that died while writing it. */
const HALF_WRITTEN_MS = 300;

/**
 * Lock a run folder for this process.
 * @param run id of the run, for messages
 * @throws CML6201 while another process holds it, CML6202 while a process on another machine may hold it
 */
export async function lockFolder(
  folder: string,
  run: string,
  processes: ProcessTable = localProcesses,
): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const { pid, machine } = processes;
  const own = JSON.stringify({ pid, started: (await processes.find(pid))?.started ?? null, machine });
  const notices: string[] = [];
  for (let tries = 0; tries < TAKEOVER_TRIES; tries++) {
    if (await createExclusively(path, own)) {
      return {
        notices,
        async release(where = folder) {
          const current = join(where, LOCK_FILE);
          if ((await readText(current)) === own) await rm(current, { force: true });
        },
      };
    }
    const text = await readSettled(path);
    if (text === null) continue;
    const holder = parseHolder(text);
    if (holder !== null) {
      if (holder.machine !== machine) throw codexError('CML6202', { run });
      const found = await processes.find(holder.pid);
      const same =
        found !== null &&
        (found.started === null || holder.started === null || found.started === holder.started);
      if (same) throw codexError('CML6201', { run, pid: holder.pid });
    }
    if (await removeIfUnchanged(path, text, pid)) {
      const who = holder === null ? 'a process' : `process ${holder.pid}`;
      notices.push(`took over the lock of ${who}, which ended without releasing it`);
    }
  }
  throw codexError('CML6201', { run, pid: 'unknown' });
}

/** Who holds the lock of a folder and is alive; null where nobody does. */
export async function findLockHolder(
  folder: string,
  processes: ProcessTable = localProcesses,
): Promise<{ readonly pid: number } | null> {
  const holder = parseHolder((await readText(join(folder, LOCK_FILE))) ?? '');
  if (holder === null) return null;
  // Elsewhere it cannot be seen; a lock is taken at its word.
  if (holder.machine !== processes.machine) return { pid: holder.pid };
  const found = await processes.find(holder.pid);
  const other =
    found === null || (found.started !== null && holder.started !== null && found.started !== holder.started);
  return other ? null : { pid: holder.pid };
}

async function createExclusively(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw codexError('CML6205', { file: LOCK_FILE, problem: (error as Error).message }, { cause: error });
  }
}

/**
 * Remove a dead process's lock. Another process may have taken it over since it was read, so it is moved away first and
 * looked at again; a living lock that was caught this way is put back.
 */
async function removeIfUnchanged(path: string, seen: string, pid: number): Promise<boolean> {
  const aside = `${path}.stale-${pid}`;
  try {
    await rename(path, aside);
  } catch {
    return false;
  }
  const caught = await readText(aside);
  if (caught !== seen && caught !== null) {
    await createExclusively(path, caught);
  }
  await rm(aside, { force: true });
  return caught === seen;
}

/** Content of the lock, waiting a moment for a holder that is just writing it; null where it has gone. */
async function readSettled(path: string): Promise<string | null> {
  const text = await readText(path);
  if (text === null || parseHolder(text) !== null) return text;
  await sleep(HALF_WRITTEN_MS);
  return readText(path);
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(text: string): LockHolder | null {
  try {
    const { pid, started, machine } = JSON.parse(text) as Partial<LockHolder>;
    if (typeof pid !== 'number' || typeof machine !== 'string') return null;
    return { pid, started: started ?? null, machine };
  } catch {
    return null;
  }
}
