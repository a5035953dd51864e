// One job as a process group: starts it, stops it, and says how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { codexError, type LaunchExit, type LaunchHandle, type LaunchJob } from '@codex-ml/plugin-api';
import type { JobLog } from './job-log.js';
import { signalGroup } from './signal-group.js';

export interface JobSettings {
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  readonly log: JobLog;
  readonly plugin: string;
}

/** Longest wait for the output of a process that has ended, in milliseconds: one that left its group may keep the pipe open. */
const OUTPUT_PATIENCE_MS = 1000;

/**
 * Start a job without a shell. Its environment is this process's own with the job's on top.
 * @throws CML3621 where the system refuses
 */
export async function startJob(job: LaunchJob, { graceMs, log, plugin }: JobSettings): Promise<LaunchHandle> {
  const child = spawn(job.command[0]!, job.command.slice(1), {
    cwd: job.cwd,
    env: { ...process.env, ...job.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what the job starts is stopped with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const copied = Promise.all([copy(child.stdout, log), copy(child.stderr, log)]);
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  // Without a process there is no exit either.
  ended.catch(() => undefined);
  try {
    await once(child, 'spawn');
  } catch (cause) {
    await log.close();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML3621', { job: job.name, problem }, { plugin, cause });
  }
  return handleOf(child, { job, graceMs, log, copied, ended });
}

interface Running {
  readonly job: LaunchJob;
  readonly graceMs: number;
  readonly log: JobLog;
  readonly copied: Promise<unknown>;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

function handleOf(child: ChildProcess, { job, graceMs, log, copied, ended }: Running): LaunchHandle {
  const pid = child.pid!;
  let stopped: 'cancelled' | 'time-limit' | undefined;
  let over = false;
  let killTimer: NodeJS.Timeout | undefined;
  const killAtExit = () => signalGroup(pid, 'SIGKILL');
  process.once('exit', killAtExit);

  const stop = (reason: 'cancelled' | 'time-limit') => {
    if (over || stopped !== undefined) return;
    stopped = reason;
    signalGroup(pid, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  };
  const { timeLimitSeconds } = job.resources;
  const limitTimer =
    timeLimitSeconds === undefined
      ? undefined
      : setTimeout(() => stop('time-limit'), timeLimitSeconds * 1000);

  const exit = (async (): Promise<LaunchExit> => {
    const [code, signal] = await ended;
    over = true;
    clearTimeout(limitTimer);
    clearTimeout(killTimer);
    // What the job left running in the background ends with it.
    signalGroup(pid, 'SIGKILL');
    process.off('exit', killAtExit);
    await settled(copied, OUTPUT_PATIENCE_MS);
    child.stdout?.destroy();
    child.stderr?.destroy();
    await log.close();
    return { code, reason: stopped ?? (signal === null ? 'exited' : 'signalled') };
  })();
  return {
    id: String(pid),
    status: async () => (over ? 'ended' : 'running'),
    wait: () => exit,
    cancel: async () => {
      stop('cancelled');
      await exit;
    },
  };
}

async function copy(stream: Readable, log: JobLog): Promise<void> {
  try {
    for await (const chunk of stream) await log.write(chunk as Uint8Array);
  } catch {
    // The pipe was cut because its reader stopped waiting.
  }
}

async function settled(work: Promise<unknown>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work, expired]);
  clearTimeout(timer);
}
