// Runs the command line inside this process: faster than a child, and coverage sees it.
import { fileURLToPath } from 'node:url';
import { captureOutput } from '@codex-ml/testkit';

/** The compiled start of the command line; the file in `bin` only checks the version of Node before it. */
const MAIN = new URL('../dist/main.js', import.meta.url).href;
export const BIN = fileURLToPath(new URL('../bin/codex-ml.js', import.meta.url));

export interface CliOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Pretend that stdout and stderr are a terminal of 80 columns. */
  readonly terminal?: boolean;
}

export async function runCli(args: readonly string[], options: CliOptions): Promise<CliOutcome> {
  const { main } = (await import(MAIN)) as {
    main(argv: readonly string[], binUrl: string): Promise<void>;
  };
  const restore = enter(options);
  try {
    const { stdout, stderr } = await captureOutput(() => main(args, new URL(`file://${BIN}`).href));
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    restore();
  }
}

/** stdout of a command that must succeed, as JSON. */
export async function runJson<T>(args: readonly string[], options: CliOptions): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], options);
  if (code !== 0) throw new RangeError(`exit code ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Folder, variables, terminal and exit code as the command should find them; the result puts everything back. */
function enter({ cwd, env = {}, terminal = false }: CliOptions): () => void {
  const before = { folder: process.cwd(), env: process.env, exitCode: process.exitCode };
  const drains = process.stdout.listeners('drain');
  const streams = [process.stdout, process.stderr].map((stream) => pretend(stream, terminal));
  process.chdir(cwd);
  process.env = { ...withoutOwn(process.env), ...env };
  process.exitCode = undefined;
  return () => {
    process.chdir(before.folder);
    process.env = before.env;
    process.exitCode = before.exitCode;
    for (const put of streams) put();
    // oclif waits for `drain` once per command, and the listener stays where nothing had to be drained.
    for (const listener of process.stdout.listeners('drain')) {
      if (!drains.includes(listener)) process.stdout.off('drain', listener as () => void);
    }
  };
}

/** Variables that would change what is tested. */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = (name: string) => /^(CODEX_ML_|NO_COLOR$|FORCE_COLOR$)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours(name)));
}

function pretend(stream: NodeJS.WriteStream, terminal: boolean): () => void {
  const names = ['isTTY', 'columns'] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(stream, name));
  Object.defineProperty(stream, 'isTTY', { value: terminal, configurable: true, writable: true });
  Object.defineProperty(stream, 'columns', {
    value: terminal ? 80 : undefined,
    configurable: true,
    writable: true,
  });
  return () => {
    for (const [at, name] of names.entries()) {
      const descriptor = before[at];
      if (descriptor === undefined) delete (stream as unknown as Record<string, unknown>)[name];
      else Object.defineProperty(stream, name, descriptor);
    }
  };
}
