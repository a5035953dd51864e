// How much `codex-ml --help` adds to a bare Node: median of interleaved runs. Run as a program, it prints the figures.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const CLI = resolve(fileURLToPath(import.meta.url), '../../../../cli/bin/codex-ml.js');

export interface StartupTimes {
  readonly runs: number;
  /** Median milliseconds of `node -e 0`. */
  readonly bare: number;
  /** Median milliseconds of `codex-ml --help`. */
  readonly help: number;
}

/** Time both commands alternately, so that a busy machine slows both. */
export function measureStartup(runs: number): StartupTimes {
  const bare: number[] = [];
  const help: number[] = [];
  for (let run = 0; run < runs; run++) {
    bare.push(timeNode(['-e', '0']));
    help.push(timeNode([CLI, '--help']));
  }
  return { runs, bare: median(bare), help: median(help) };
}

/** One line for people. */
export function describeStartup({ runs, bare, help }: StartupTimes): string {
  const added = (help - bare).toFixed(0);
  return `codex-ml --help adds ${added} ms to node's ${bare.toFixed(0)} ms (medians of ${runs} interleaved runs)`;
}

function timeNode(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: plainEnvironment() });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsed;
}

/** Without what a test run or a coverage run adds to every child. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env;
  return env;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

if (process.argv[1] === join(fileURLToPath(import.meta.url))) {
  process.stdout.write(`${describeStartup(measureStartup(11))}\n`);
}
