// Checks of jobs that are stopped: by a cancel, a time limit, or the end of the run. Nothing of them may go on.
import { join } from 'node:path';
import type { LaunchHandle, LaunchJob } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import {
  isBeating,
  type LauncherBench,
  type LauncherSubject,
  PROGRAMS,
  pause,
  untilBeating,
  withLauncher,
} from './launcher-subject.js';

export function stopChecks(subject: LauncherSubject): Check[] {
  return [
    check('cancels a job, and says that it did', () =>
      withLauncher(subject, (bench) =>
        stopped(bench, PROGRAMS.beat, {
          where: 'cancel() of a job that runs',
          remedy: 'end the process of the job and report `cancelled`',
          stop: (handle) => handle.cancel(),
        }),
      ),
    ),

    check('cancels a job that does not listen', () =>
      withLauncher(subject, (bench) =>
        stopped(bench, PROGRAMS.beatStubbornly, {
          where: 'cancel() of a job that ignores SIGTERM',
          remedy: 'send SIGKILL after a while',
          stop: (handle) => handle.cancel(),
        }),
      ),
    ),

    check('cancels what the job started, too', () =>
      withLauncher(subject, (bench) =>
        stopped(bench, PROGRAMS.beatInChild, {
          where: 'cancel() of a job with a process of its own',
          remedy: 'start each job as a group and signal the group',
          stop: (handle) => handle.cancel(),
        }),
      ),
    ),

    check('takes a second cancel, and one after the end, for what it is', () =>
      withLauncher(subject, async ({ launcher, job, exitOf, inTime }) => {
        const where = 'cancel() after the job ended';
        const done = await launcher.launch(job(PROGRAMS.exit(2)));
        await exitOf(done, where);
        await inTime(done.cancel(), where);
        demandEqual(
          await exitOf(done, where),
          { code: 2, reason: 'exited' },
          { where, remedy: 'an exit that is known does not change' },
        );
        const running = await launcher.launch(job(PROGRAMS.exitAfter(20_000, 0)));
        await inTime(Promise.all([running.cancel(), running.cancel()]), 'two cancels at once');
        demandEqual((await exitOf(running, 'two cancels at once')).reason, 'cancelled', {
          where: 'wait() after two cancels at once',
          remedy: 'let the second one wait for the first',
        });
      }),
    ),

    check('ends a job at its time limit, and no other', () =>
      withLauncher(subject, async (bench) => {
        const { launcher, job, exitOf } = bench;
        const quick = await launcher.launch(job(PROGRAMS.exit(0), { resources: { timeLimitSeconds: 60 } }));
        demandEqual(
          await exitOf(quick, 'a job that ends before its limit'),
          { code: 0, reason: 'exited' },
          { where: 'a job that ends before its limit', remedy: 'report the exit as it was' },
        );
        await stopped(bench, PROGRAMS.beat, {
          where: 'a job with a limit of one second',
          remedy: 'stop it as a cancel does, and report `time-limit`',
          reason: 'time-limit',
          resources: { timeLimitSeconds: 1 },
          stop: async () => undefined,
        });
      }),
    ),

    check('stops what still runs when the run closes', () =>
      withLauncher(subject, (bench) =>
        stopped(bench, PROGRAMS.beat, {
          where: 'a job that runs when `ctx.signal` is aborted',
          remedy: 'listen to `ctx.signal`',
          stop: () => bench.ctx.close(),
        }),
      ),
    ),

    check('holds on to nothing once a job has ended', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const before = activeResources();
        const limits = { timeLimitSeconds: 3600 };
        for (const code of [0, 1]) {
          const handle = await launcher.launch(job(PROGRAMS.exit(code), { resources: limits }));
          await exitOf(handle, 'a short job');
        }
        const more = () => activeResources().filter((count, i) => count > before[i]!).length > 0;
        // Pipes close after a turn of the event loop or two.
        for (let i = 0; i < 50 && more(); i++) await pause(10);
        demand(!more(), {
          where: 'timers, pipes and processes of this process after two jobs',
          expected: `${before.join(', ')}, as before`,
          received: activeResources().join(', '),
          remedy: 'clear timers and close pipes when a job ends, or the host cannot exit',
        });
      }),
    ),
  ];
}

interface Stop {
  readonly where: string;
  readonly remedy: string;
  readonly reason?: 'cancelled' | 'time-limit';
  readonly resources?: LaunchJob['resources'];
  stop(handle: LaunchHandle): Promise<void>;
}

/** Launch a job that beats, stop it, and demand that it says so and that nothing beats any more. */
async function stopped(
  { launcher, job, folder, exitOf, inTime }: LauncherBench,
  program: (file: string) => string,
  { where, remedy, reason = 'cancelled', resources: limits = {}, stop }: Stop,
): Promise<void> {
  const file = join(folder, 'beat');
  const handle = await launcher.launch(job(program(file), { resources: limits }));
  // A limit runs from the start, whether or not the job has begun to beat by then.
  if (reason === 'cancelled') await inTime(untilBeating(file), `${where}, until it began`);
  await inTime(stop(handle), where);
  const exit = await exitOf(handle, `wait() after ${where}`);
  demandEqual(exit.reason, reason, { where: `reason after ${where}`, remedy });
  demandEqual(await handle.status(), 'ended', { where: `status() after ${where}`, remedy });
  demand(!(await isBeating(file)), {
    where,
    expected: 'nothing of the job left running',
    received: 'a process that goes on',
    remedy,
  });
}

/** How many timers, pipes and child processes keep this process alive. */
function activeResources(): number[] {
  const active = process.getActiveResourcesInfo();
  return ['Timeout', 'PipeWrap', 'ProcessWrap'].map((name) => active.filter((each) => each === name).length);
}
