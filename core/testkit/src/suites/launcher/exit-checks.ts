// Checks of jobs that end by themselves: exit codes, what reaches them, what they print, and jobs that cannot start.
import { CodexError, type LaunchExit } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual, demandRefusal } from '../../checks/demand.js';
import { captureOutput } from '../../fixtures/capture-output.js';
import { type LauncherSubject, PROGRAMS, withLauncher } from './launcher-subject.js';

/** Arguments that a shell would change. */
const HOSTILE_ARGUMENTS = [
  'two words',
  '"quoted"',
  "it's",
  '$HOME',
  '%PATH%',
  '*',
  '; exit 7',
  '',
  'naïve ✓',
  '--flag=1',
];

export function exitChecks(subject: LauncherSubject): Check[] {
  return [
    check('gives the exit code of the command', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        for (const code of [0, 1, 3, 255]) {
          const handle = await launcher.launch(job(PROGRAMS.exit(code)));
          const where = `wait() of a command that exits with ${code}`;
          demandEqual(
            await exitOf(handle, where),
            { code, reason: 'exited' },
            { where, remedy: 'hand the code on as it is, also where it is not 0' },
          );
        }
      }),
    ),

    check('says so where a signal ended the command', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const where = 'wait() of a command that kills itself';
        const handle = await launcher.launch(job(PROGRAMS.killItself));
        // Windows has no signals: there it is an exit with a code.
        const expected: LaunchExit['reason'] = process.platform === 'win32' ? 'exited' : 'signalled';
        const { reason, code } = await exitOf(handle, where);
        demandEqual(reason, expected, { where, remedy: 'tell a signal from an exit, and from a cancel' });
        demand(code !== 0, {
          where,
          expected: 'no exit code 0',
          received: code,
          remedy: 'a killed job has not succeeded',
        });
      }),
    ),

    check('hands arguments, environment and working directory on as they are', () =>
      withLauncher(subject, async ({ launcher, job, exitOf, folder }) => {
        const env = { CODEX_ML_TEST: 'a "b" $c', CODEX_ML_EMPTY: '' };
        const expected = { args: HOSTILE_ARGUMENTS, env, cwd: folder };
        const handle = await launcher.launch(
          job(PROGRAMS.inspect(expected), { env, args: HOSTILE_ARGUMENTS }),
        );
        const where = 'a job that looks at its arguments (11), environment (12) and working directory (13)';
        const { code } = await exitOf(handle, where);
        demandEqual(code, 0, { where, remedy: 'start the program without a shell, or quote for it' });
      }),
    ),

    check('knows whether a job runs or has ended, and gives the same exit to everyone who waits', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const handle = await launcher.launch(job(PROGRAMS.exitAfter(300, 4)));
        const remedy = 'keep the exit once it is known';
        const early = await handle.status();
        demand(early === 'queued' || early === 'running', {
          where: 'status() of a job that has just started',
          expected: '"queued" or "running"',
          received: early,
          remedy,
        });
        const where = 'wait(), twice at once and again after the end';
        const both = await Promise.all([exitOf(handle, where), exitOf(handle, where)]);
        const exit = { code: 4, reason: 'exited' };
        demandEqual([...both, await exitOf(handle, where)], [exit, exit, exit], { where, remedy });
        demandEqual(await handle.status(), 'ended', { where: 'status() after the end', remedy });
      }),
    ),

    check('keeps jobs that run side by side apart', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const codes = [5, 0, 6];
        const handles = await Promise.all(
          codes.map((code) => launcher.launch(job(PROGRAMS.exitAfter(100, code)))),
        );
        const where = 'three jobs of the same name at once';
        const remedy = 'keep what belongs to a job in its handle';
        demandEqual(new Set(handles.map(({ id }) => id)).size, codes.length, {
          where: `ids of ${where}`,
          remedy,
        });
        const exits = await Promise.all(handles.map((handle) => exitOf(handle, where)));
        demandEqual(
          exits.map(({ code }) => code),
          codes,
          { where, remedy },
        );
      }),
    ),

    check('lets a job print as much as it likes', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const where = 'a job that prints 2 MB to stdout and to stderr';
        const handle = await launcher.launch(job(PROGRAMS.print(2_000_000)));
        demandEqual((await exitOf(handle, where)).code, 0, {
          where,
          remedy: 'read both pipes to their end, or a job that prints more than a pipe holds stands still',
        });
      }),
    ),

    check('writes nothing to stdout itself', async () => {
      const { stdout } = await captureOutput(() =>
        withLauncher(subject, async ({ launcher, job, exitOf }) => {
          await exitOf(await launcher.launch(job(PROGRAMS.print(5000))), 'a job that prints');
        }),
      );
      demandEqual(stdout, '', {
        where: 'stdout while a job prints',
        remedy: 'put what jobs print into a file: stdout carries the results of commands',
      });
    }),

    check('never reports success for a command that cannot be started', () =>
      withLauncher(subject, async ({ launcher, job, exitOf }) => {
        const where = 'a job whose program does not exist';
        const remedy = 'reject `launch` with a CodexError, or report an exit code other than 0';
        let exit: LaunchExit;
        try {
          const command = ['/no/such/program/anywhere'];
          exit = await exitOf(await launcher.launch({ ...job(''), command }), where);
        } catch (error) {
          demand(CodexError.is(error), { where, expected: 'a CodexError', received: String(error), remedy });
          return;
        }
        demand(exit.code !== 0, { where, expected: 'no exit code 0', received: exit, remedy });
      }),
    ),

    check('refuses a job without a command', () =>
      withLauncher(subject, async ({ launcher, job }) => {
        await demandRefusal(() => launcher.launch({ ...job(''), command: [] }), {
          where: 'launch({ command: [] })',
          remedy: 'check the job before anything is started',
        });
      }),
    ),
  ];
}
