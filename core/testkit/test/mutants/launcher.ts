// The local launcher as the sound one, and launchers that spoil one thing of it.
import { spawn } from 'node:child_process';
import local from '@codex-ml/launcher-local/dist/local.js';
import {
  defineLauncher,
  type LaunchExit,
  type Launcher,
  type LaunchHandle,
  type LaunchJob,
  type PluginContext,
} from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

/** Short, so that mutants that hang are caught soon. The sound launcher has the whole patience of the suite. */
const MUTANT_PATIENCE_MS = 1500;

const checksWith =
  (
    create: (setup: Parameters<typeof local.create>[0]) => Launcher | Promise<Launcher>,
    patienceMs?: number,
  ) =>
  () =>
    conformance.launcher({
      plugin: defineLauncher({ id: 'spoiled', apiVersion: '^1.0', options: local.options, create }),
      options: { grace: 0.2 },
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });

/** Handles of jobs that their launcher would not stop. */
const left = new Set<LaunchHandle>();

/** Spoil what the sound launcher does with a job. */
const launching = (
  flaw: (job: LaunchJob, launcher: Launcher, ctx: PluginContext) => Promise<LaunchHandle>,
): ReturnType<typeof checksWith> =>
  checksWith(async (setup) => {
    const sound = await local.create(setup);
    return { launch: (job) => flaw(job, sound, setup.ctx) };
  }, MUTANT_PATIENCE_MS);

/** Spoil the handles. */
const withHandle = (flaw: (handle: LaunchHandle) => Partial<LaunchHandle>) =>
  launching(async (job, sound) => {
    const handle = await sound.launch(job);
    left.add(handle);
    return { ...handle, ...flaw(handle) };
  });

const withExit = (flaw: (exit: LaunchExit) => LaunchExit) =>
  withHandle(({ wait }) => ({ wait: async () => flaw(await wait()) }));

/** What a first attempt looks like: one process, no group, no time limit. */
function naive({ command, cwd, env }: LaunchJob, stdio: 'ignore' | 'pipe'): LaunchHandle {
  const child = spawn(command[0]!, command.slice(1), { cwd, env: { ...process.env, ...env }, stdio });
  let status: 'running' | 'ended' = 'running';
  let cancelled = false;
  const exit = new Promise<LaunchExit>((resolve) => {
    child.on('error', () => resolve({ code: 0, reason: 'exited' }));
    child.on('exit', (code, signal) => {
      status = 'ended';
      const reason = cancelled ? 'cancelled' : signal === null ? 'exited' : 'signalled';
      resolve({ code, reason });
    });
  });
  const handle: LaunchHandle = {
    id: String(child.pid),
    status: async () => status,
    wait: () => exit,
    cancel: async () => {
      cancelled = true;
      child.kill('SIGKILL');
      await exit;
    },
  };
  left.add(handle);
  return handle;
}

const never = new AbortController().signal;

export function launcherMutation(): MutationTest {
  const timers: NodeJS.Timeout[] = [];
  return {
    kind: 'launchers',
    sound: checksWith((setup) => local.create(setup)),
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...left].map((handle) => handle.cancel()));
    },
    mutants: [
      {
        flaw: 'takes every end for a success',
        caughtBy: 'gives the exit code of the command',
        checks: withExit((exit) => ({ ...exit, code: 0 })),
      },
      {
        flaw: 'takes a signal for an exit',
        caughtBy: 'says so where a signal ended the command',
        checks: withExit((exit) => ({ ...exit, reason: 'exited' })),
      },
      {
        flaw: 'goes through a shell without quoting',
        caughtBy: 'hands arguments, environment and working directory on as they are',
        checks: launching((job, sound) => {
          const [node, flag, program, ...args] = job.command;
          const line = `"$NODE" ${flag} "$PROGRAM" ${args.join(' ')}`;
          const env = { ...job.env, NODE: node!, PROGRAM: program! };
          return sound.launch({ ...job, command: ['sh', '-c', line], env });
        }),
      },
      {
        flaw: 'forgets the environment',
        caughtBy: 'hands arguments, environment and working directory on as they are',
        checks: launching((job, sound) => sound.launch({ ...job, env: {} })),
      },
      {
        flaw: 'starts in the working directory of the host',
        caughtBy: 'hands arguments, environment and working directory on as they are',
        checks: launching((job, sound) => sound.launch({ ...job, cwd: process.cwd() })),
      },
      {
        flaw: 'never hears that a job has ended',
        caughtBy: 'knows whether a job runs or has ended, and gives the same exit to everyone who waits',
        checks: withHandle(() => ({ status: async () => 'running' })),
      },
      {
        flaw: 'tells the exit only once',
        caughtBy: 'knows whether a job runs or has ended, and gives the same exit to everyone who waits',
        checks: withHandle(({ wait }) => {
          let told = false;
          return {
            wait: async () => {
              if (told) return { code: null, reason: 'lost' };
              told = true;
              return wait();
            },
          };
        }),
      },
      {
        flaw: 'gives all jobs one id',
        caughtBy: 'keeps jobs that run side by side apart',
        checks: withHandle(() => ({ id: 'job' })),
      },
      {
        flaw: 'does not read what a job prints',
        caughtBy: 'lets a job print as much as it likes',
        checks: launching(async (job) => naive(job, 'pipe')),
      },
      {
        flaw: 'passes on to stdout what a job prints',
        caughtBy: 'writes nothing to stdout itself',
        checks: withHandle(({ wait }) => ({
          wait: async () => {
            process.stdout.write('output of the job\n');
            return wait();
          },
        })),
      },
      {
        flaw: 'swallows that a program does not exist',
        caughtBy: 'never reports success for a command that cannot be started',
        checks: launching(async (job) => naive(job, 'ignore')),
      },
      {
        flaw: 'starts something else where there is no command',
        caughtBy: 'refuses a job without a command',
        checks: launching((job, sound) =>
          sound.launch({
            ...job,
            command: job.command.length === 0 ? [process.execPath, '-e', '0'] : job.command,
          }),
        ),
      },
      {
        flaw: 'says that a job is cancelled and lets it go on',
        caughtBy: 'cancels a job, and says that it did',
        checks: withHandle(() => ({
          cancel: async () => undefined,
          wait: async () => ({ code: null, reason: 'cancelled' }),
          status: async () => 'ended',
        })),
      },
      {
        flaw: 'reports a cancel as a signal',
        caughtBy: 'cancels a job, and says that it did',
        checks: withExit((exit) => ({
          ...exit,
          reason: exit.reason === 'cancelled' ? 'signalled' : exit.reason,
        })),
      },
      {
        flaw: 'asks a job to stop and leaves it at that',
        caughtBy: 'cancels a job that does not listen',
        checks: withHandle(({ id, wait }) => ({
          cancel: async () => {
            process.kill(Number(id), 'SIGTERM');
            await wait();
          },
        })),
      },
      {
        flaw: 'stops a job and not what it started',
        caughtBy: 'cancels what the job started, too',
        checks: launching(async (job) => naive(job, 'ignore')),
      },
      {
        flaw: 'fails at a second cancel',
        caughtBy: 'takes a second cancel, and one after the end, for what it is',
        checks: withHandle(({ cancel, status }) => ({
          cancel: async () => {
            if ((await status()) === 'ended') throw new Gone();
            await cancel();
          },
        })),
      },
      {
        flaw: 'knows no time limit',
        caughtBy: 'ends a job at its time limit, and no other',
        checks: launching((job, sound) => sound.launch({ ...job, resources: {} })),
      },
      {
        flaw: 'reports a time limit as a cancel',
        caughtBy: 'ends a job at its time limit, and no other',
        checks: withExit((exit) => ({
          ...exit,
          reason: exit.reason === 'time-limit' ? 'cancelled' : exit.reason,
        })),
      },
      {
        flaw: 'lets jobs outlive the run',
        caughtBy: 'stops what still runs when the run closes',
        checks: checksWith(async ({ options, ctx }) => {
          const sound = await local.create({ options, ctx: { ...ctx, signal: never } });
          return {
            launch: async (job) => {
              const handle = await sound.launch(job);
              left.add(handle);
              return handle;
            },
          };
        }, MUTANT_PATIENCE_MS),
      },
      {
        flaw: 'leaves a timer running',
        caughtBy: 'holds on to nothing once a job has ended',
        checks: launching((job, sound) => {
          timers.push(setTimeout(() => undefined, 60_000));
          return sound.launch(job);
        }),
      },
    ],
  };
}

/** What a careless author throws. */
class Gone extends Error {}
