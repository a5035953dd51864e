// Who is running: enough about a process to tell whether the one that took a lock is still the same.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** A living process. Process ids are used again, so the time of its start is part of its identity where the system tells it. */
export interface LiveProcess {
  readonly started: string | null;
}

export interface ProcessTable {
  /** Id of this process. */
  readonly pid: number;
  /** Stable mark of this machine that does not reveal its name. */
  readonly machine: string;
  /** The process of that id, or null where none is alive. */
  find(pid: number): Promise<LiveProcess | null>;
}

const self = {
  pid: process.pid,
  machine: createHash('sha256').update(hostname()).digest('hex').slice(0, 16),
};

/** Processes as `ps` tells of them; where there is no `ps`, as on Windows, the id alone has to do. */
export const psProcesses: ProcessTable = Object.freeze({ ...self, find: findByPs });

/** The processes of this machine. */
export const localProcesses: ProcessTable =
  process.platform === 'linux' ? Object.freeze({ ...self, find: findOnLinux }) : psProcesses;

/** From /proc: start time in clock ticks since boot, together with the id of the boot. */
async function findOnLinux(pid: number): Promise<LiveProcess | null> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command, in parentheses, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === 'Z' || state === 'X') return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return { started: `${boot.trim()}:${fields[19]}` };
}

async function findByPs(pid: number): Promise<LiveProcess | null> {
  if (!isAlive(pid)) return null;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], {
      timeout: 5000,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { started: stdout.trim() || null };
  } catch {
    return { started: null };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
