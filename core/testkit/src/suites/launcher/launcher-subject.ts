// What the launcher suite needs, and the jobs it launches: small Node programs that say by their exit code what they saw.
import { readFile } from 'node:fs/promises';
import type { LaunchExit, Launcher, LaunchHandle, LaunchJob } from '@codex-ml/plugin-api';
import { CheckFailure } from '../../checks/check.js';
import { withTemporaryFolder } from '../../fixtures/temporary-folder.js';
import { type TestContext, withContext } from '../../fixtures/test-context.js';
import { readOptions, type Subject } from '../subject.js';

export interface LauncherSubject extends Subject<'launcher'> {
  /** How to start Node where the jobs run. Default the Node of this process. */
  readonly node?: readonly string[];
  /**
   * Longest wait for a job to start, end or be cancelled, in milliseconds. Default 20,000. The options should make it long
   * enough, for example by a short time between the polite signal and the other one.
   */
  readonly patienceMs?: number;
}

/** A launcher and a folder that its jobs can write to. */
export interface LauncherBench {
  readonly launcher: Launcher;
  readonly ctx: TestContext;
  readonly folder: string;
  /** A job of a Node program. */
  job(program: string, changes?: Partial<LaunchJob> & { readonly args?: readonly string[] }): LaunchJob;
  /** The exit, or a failure where it takes too long. */
  exitOf(handle: LaunchHandle, where: string): Promise<LaunchExit>;
  /** Fail where `work` takes too long. */
  inTime<T>(work: Promise<T>, where: string): Promise<T>;
}

export function withLauncher(
  subject: LauncherSubject,
  use: (bench: LauncherBench) => Promise<void>,
): Promise<void> {
  const { node = [process.execPath], patienceMs = 20_000 } = subject;
  return withTemporaryFolder((folder) =>
    withContext({ id: 'test/launcher', base: folder }, async (ctx) => {
      const launcher = await subject.plugin.create({ options: readOptions(subject), ctx });
      const inTime = <T>(work: Promise<T>, where: string) => withinPatience(work, patienceMs, where);
      await use({
        launcher,
        ctx,
        folder,
        job: (program, { args = [], ...changes } = {}) => ({
          name: 'test job',
          command: [...node, '-e', program, '--', ...args],
          cwd: folder,
          env: {},
          resources: {},
          ...changes,
        }),
        exitOf: (handle, where) => inTime(handle.wait(), where),
        inTime,
      });
    }),
  );
}

const beat = (file: string) => `
    const { appendFileSync } = require('node:fs');
    setInterval(() => appendFileSync(${JSON.stringify(file)}, '.'), 10);
    setTimeout(() => process.exit(0), 20_000);`;

/** Programs. Each ends by itself at some time, so that a launcher without `cancel` leaves nothing for long. */
export const PROGRAMS = Object.freeze({
  exit: (code: number) => `process.exit(${code})`,
  exitAfter: (ms: number, code: number) => `setTimeout(() => process.exit(${code}), ${ms})`,
  killItself: `process.kill(process.pid, 'SIGKILL'); setTimeout(() => process.exit(0), 20_000)`,
  /** Grows a file as long as it lives. */
  beat,
  beatStubbornly: (file: string) => `
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
    ${beat(file)}`,
  /** The beat comes from a process that the job started. */
  beatInChild: (file: string) => `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', ${JSON.stringify(beat(file))}], { stdio: 'inherit' });
    setTimeout(() => process.exit(0), 20_000);`,
  print: (bytes: number) => `
    const line = 'x'.repeat(1023) + '\\n';
    let left = ${bytes};
    const more = () => {
      while (left > 0) {
        left -= 1024;
        process.stderr.write(line);
        if (!process.stdout.write(line)) return process.stdout.once('drain', more);
      }
    };
    more();`,
  /** Exit code 0 where everything arrived; else 11 arguments, 12 environment, 13 working directory. */
  inspect: (expected: { args: readonly string[]; env: Readonly<Record<string, string>>; cwd: string }) => `
    const { realpathSync } = require('node:fs');
    const expected = ${JSON.stringify(expected)};
    const args = process.argv.slice(1);
    if (JSON.stringify(args) !== JSON.stringify(expected.args)) process.exit(11);
    for (const [name, value] of Object.entries(expected.env)) if (process.env[name] !== value) process.exit(12);
    if (realpathSync(process.cwd()) !== realpathSync(expected.cwd)) process.exit(13);`,
});

/** Wait until the file grows, or half a minute at most. */
export async function untilBeating(file: string): Promise<void> {
  for (let i = 0; i < 3000 && (await sizeOf(file)) === 0; i++) await pause(10);
}

/** Whether the file still grows, watched for a while. */
export async function isBeating(file: string): Promise<boolean> {
  const before = await sizeOf(file);
  await pause(150);
  return (await sizeOf(file)) > before;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await readFile(file)).length;
  } catch {
    return 0;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function withinPatience<T>(work: Promise<T>, patienceMs: number, where: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new CheckFailure({
          where,
          expected: `an end within ${patienceMs} ms`,
          received: 'none',
          remedy: 'settle the promise when the job has ended, whatever ended it',
        }),
      );
    }, patienceMs);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
