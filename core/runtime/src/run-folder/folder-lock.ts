// The lock of a run folder: one writer at a time. A lock whose process has ended is taken over.
import { createHash, randomUUID } from 'node:crypto';
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

/** Tries to get a lock that nobody alive holds; each lost try means that another process was faster. */
const TRIES = 20;
const RETRY_MS = 50;
/** A lock without readable content this long after it was seen was left by a process that died while writing it. */
const HALF_WRITTEN_MS = 1000;

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
  const started = (await processes.find(pid))?.started ?? null;
  // The token sets apart two locks of one process.
  const own = JSON.stringify({ pid, started, machine, token: randomUUID() });
  const lock = (notices: readonly string[]): FolderLock => ({
    notices,
    async release(where = folder) {
      const current = join(where, LOCK_FILE);
      if ((await readText(current)) === own) await rm(current, { force: true });
    },
  });
  for (let tries = 0; tries < TRIES; tries++) {
    if (await createExclusively(path, own)) return lock([]);
    const text = await readSettled(path);
    if (text === null) continue;
    await refuseIfAlive(text, run, processes);
    if (await replaceStale(path, text, own, processes)) {
      const holder = parseHolder(text);
      const who = holder === null ? 'a process' : `process ${holder.pid}`;
      return lock([`took over the lock of ${who}, which ended without releasing it`]);
    }
    // Another process is taking it over at this moment; look again at what it made of it.
    await sleep(RETRY_MS);
  }
  throw codexError('CML6201', { run, pid: parseHolder((await readText(path)) ?? '')?.pid ?? 'unknown' });
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

async function refuseIfAlive(text: string, run: string, processes: ProcessTable): Promise<void> {
  const holder = parseHolder(text);
  if (holder === null) return;
  if (holder.machine !== processes.machine) throw codexError('CML6202', { run });
  if (await isAlive(holder, processes)) throw codexError('CML6201', { run, pid: holder.pid });
}

/** Whether the process that wrote a lock on this machine is still there, and not another that got its id. */
async function isAlive(holder: LockHolder, processes: ProcessTable): Promise<boolean> {
  const found = await processes.find(holder.pid);
  if (found === null) return false;
  return found.started === null || holder.started === null || found.started === holder.started;
}

/**
 * Put our lock in the place of a dead process's. The claim, a file named after the dead lock, lets one process at a time try; it
 * becomes the lock by a rename, so that there is never a moment without a lock, and a claim that comes later finds a lock that is
 * no longer the dead one.
 */
async function replaceStale(
  path: string,
  stale: string,
  own: string,
  processes: ProcessTable,
): Promise<boolean> {
  const claim = `${path}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  if (!(await createExclusively(claim, own))) {
    // A process that died with a claim must not keep everyone out.
    const claimant = parseHolder((await readSettled(claim)) ?? '');
    if (
      claimant !== null &&
      claimant.machine === processes.machine &&
      !(await isAlive(claimant, processes))
    ) {
      await rm(claim, { force: true });
    }
    return false;
  }
  if ((await readText(path)) === stale) {
    await rename(claim, path);
    return true;
  }
  await rm(claim, { force: true });
  return false;
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
