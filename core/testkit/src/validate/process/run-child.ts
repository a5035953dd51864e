// Runs one job in a process of its own: Node's permission model, an empty environment, a time limit. It judges nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChildEvent, type Job, parseEvents } from './job.js';

export interface ChildRights {
  /** Folders that may be read. */
  readonly read: readonly string[];
  /** Native code, and threads, which it could start anyway: for packages whose manifest says so. */
  readonly native: boolean;
  /** Other processes: for launchers. */
  readonly processes: boolean;
}

export interface ChildOutcome {
  readonly events: readonly ChildEvent[];
  /** How the process ended: by itself, for lack of time, or some other way. */
  readonly end: 'finished' | 'too-long' | 'died';
  /** Exit code or signal, where it died. */
  readonly how: string;
  /** What it wrote to stderr, at most its last 2,000 characters. */
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL('../child/main.js', import.meta.url));

/** The longest tail of output that is kept. */
const TAIL = 2000;

/** Flags that give the process these rights and no others. */
export function permissionFlags({ read, native, processes }: ChildRights, scratch: string): string[] {
  return [
    '--permission',
    ...[...read, scratch].map((folder) => `--allow-fs-read=${folder}`),
    `--allow-fs-write=${scratch}`,
    ...(native ? ['--allow-addons', '--allow-worker'] : []),
    ...(processes ? ['--allow-child-process'] : []),
  ];
}

/** Run a job. Never rejects for what the plugin does; rejects where Node itself cannot be started. */
export async function runChild(job: Job, rights: ChildRights, timeoutMs: number): Promise<ChildOutcome> {
  await mkdir(job.scratch, { recursive: true });
  const [jobFile, eventFile] = [join(job.scratch, 'job.json'), join(job.scratch, 'events.ndjson')];
  await writeFile(jobFile, JSON.stringify(job));
  await writeFile(eventFile, '');
  const child = spawn(
    process.execPath,
    ['--no-warnings', ...permissionFlags(rights, job.scratch), MAIN, jobFile, eventFile],
    {
      cwd: job.scratch,
      env: emptyEnvironment(job.scratch),
      stdio: ['ignore', 'pipe', 'pipe'],
      // What may start processes leads a group, so that they end with it; the rest ends with the terminal's group on Ctrl-C.
      detached: rights.processes && process.platform !== 'win32',
    },
  );
  const kill = () => killAll(child, rights.processes);
  const { code, signal, late, stderr } = await endOf(child, timeoutMs, kill);
  const events = parseEvents(await readFile(eventFile, 'utf8').catch(() => ''));
  const finished = events.at(-1)?.type === 'end';
  return {
    events,
    end: late ? 'too-long' : finished ? 'finished' : 'died',
    how: signal === null ? `exit code ${code}` : `signal ${signal}`,
    stderr,
  };
}

/** No variable of the user's reaches the plugin: tokens and keys live there. */
function emptyEnvironment(scratch: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'Path', 'SystemRoot', 'LANG', 'TZ'];
  const own = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return { ...own, HOME: scratch, TMPDIR: scratch, TEMP: scratch, TMP: scratch, NO_COLOR: '1' };
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly late: boolean;
  readonly stderr: string;
}

function endOf(child: ChildProcess, timeoutMs: number, kill: () => void): Promise<End> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutMs);
    child.stdout?.resume();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-TAIL);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // Not `close`: a process that the plugin left behind may hold the pipes.
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      kill();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code, signal, late, stderr });
    });
  });
}

/** The process and, where it leads a group, whatever it started. */
function killAll(child: ChildProcess, leadsGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (leadsGroup && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // Gone already.
  }
}
