// Starts oclif, with the commands that plugin packages add, and makes every failure, wherever it happens, leave through one door.
import { fileURLToPath } from 'node:url';
import { findCommandPackages } from '@codex-ml/kernel/command-packages';
import { flush } from '@oclif/core/flush';
import { run } from '@oclif/core/run';
import type { ReportOptions } from './errors/report-errors.js';
import { catchStrayErrors } from './errors/stray-errors.js';
import { HOST_ROOT } from './host-root.js';
import type { LeftOut } from './plugin-commands/left-out.js';
import { catchClosedOutput } from './terminal/closed-output.js';

/** Frames kept of a stack: an error inside a model is far below the command. */
const STACK_FRAMES = 50;

/** Run the command line as a process of its own, in which nothing else decides what becomes of stray errors and closed output. */
export async function start(argv: readonly string[], binUrl: string): Promise<void> {
  Error.stackTraceLimit = STACK_FRAMES;
  catchStrayErrors(reportOptions(argv));
  catchClosedOutput();
  await main(argv, binUrl);
}

/** Run the command line. Sets `process.exitCode`; never throws. */
export async function main(argv: readonly string[], binUrl: string): Promise<void> {
  let leftOut: readonly LeftOut[] = [];
  try {
    const packages = findCommandPackages(process.cwd());
    if (packages.length === 0) {
      await run([...argv], binUrl);
    } else {
      const { loadPluginCommands } = await import('./plugin-commands/load-plugin-commands.js');
      const found = await loadPluginCommands(HOST_ROOT, packages);
      leftOut = found.leftOut;
      await run([...argv], { root: fileURLToPath(binUrl), plugins: found.plugins });
    }
    if (asksForHelp(argv)) await tellLeftOut(leftOut);
    await flush();
  } catch (error) {
    const { reportErrors } = await import('./errors/report-errors.js');
    process.exitCode = reportErrors(error, reportOptions(argv));
    // Where a command is not found, or help is wanted, a command that is missing is what the user looks for.
    if (asksForHelp(argv) || (error as { readonly code?: unknown }).code === 'CML1002')
      await tellLeftOut(leftOut);
    await flush();
  }
}

function reportOptions(argv: readonly string[]): ReportOptions {
  return { json: argv.includes('--json'), verbose: argv.includes('--verbose') };
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.length === 0 || argv.includes('--help');
}

async function tellLeftOut(leftOut: readonly LeftOut[]): Promise<void> {
  if (leftOut.length === 0) return;
  const { leftOutError } = await import('./plugin-commands/left-out.js');
  for (const one of leftOut) {
    const { code, title } = await leftOutError(one);
    process.stderr.write(`${title} (${code}); see \`codex-ml plugins doctor\`\n`);
  }
}
