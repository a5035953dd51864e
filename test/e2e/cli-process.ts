// Runs the built command line as a user would: a child process in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../cli/bin/codex-ml.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly finished: Promise<CliResult>;
}

/** Start a command; `finished` resolves when it has ended, whatever the exit code. */
export function startCli(args: readonly string[], options: CliOptions): CliProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...options.env };
  for (const name of Object.keys(env)) {
    if (name.startsWith('CODEX_ML_') && !(name in (options.env ?? {}))) delete env[name];
  }
  // A coverage run collects from child processes through this variable; without one it must not leak in.
  const child = spawn(process.execPath, [BIN, ...args], { cwd: options.cwd, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(options.input ?? '');
  const finished = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, finished };
}

/** Run a command to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).finished;
}

/** A fresh folder, removed by `dispose`. */
export async function scratchFolder(): Promise<{ path: string; dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'codex-ml-e2e-'));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
