// Errors that reach the process instead of the command: rejected promises that nobody waits for, and callbacks that throw.
import type { ReportOptions } from './report-errors.js';

/** Report the first such error like all others, with the plugin behind it, and end: what state things are in is not known any more. */
export function catchStrayErrors(options: ReportOptions): void {
  let ending = false;
  const end = async (error: unknown) => {
    if (ending) return;
    ending = true;
    let code = 70;
    try {
      code = await report(error, options);
    } finally {
      process.exit(code);
    }
  };
  process.on('unhandledRejection', (error) => void end(error));
  process.on('uncaughtException', (error) => void end(error));
}

async function report(error: unknown, options: ReportOptions): Promise<number> {
  const [{ blameStrayError }, { reportErrors }] = await Promise.all([
    import('@codex-ml/runtime/errors'),
    import('./report-errors.js'),
  ]);
  // What broke may be stdout itself.
  const json = options.json && process.stdout.errored === null;
  return reportErrors(blameStrayError(error), { ...options, json });
}
