// The one place where errors become output: text on stderr, or JSON on stdout with --json.
import {
  type CodexError,
  errorToJson,
  exitCodeOfAll,
  renderError,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { errorPaint } from '../terminal/colours.js';
import { fromOclifError } from './from-oclif-error.js';

export interface ReportOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

/**
 * Print an error and return the exit code.
 * An error of oclif that only asks to exit (after --help or --version) prints nothing.
 */
export function reportErrors(error: unknown, options: ReportOptions): number {
  const requested = requestedExit(error);
  if (requested !== undefined) return requested;
  const errors = fromOclifError(error) ?? toCodexErrors(error);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ errors: errors.map(errorToJson) }, null, 2)}\n`);
  } else {
    process.stderr.write(`${errors.map((one) => renderError(one, errorPaint())).join('\n\n')}\n`);
    if (errors.length > 1) process.stderr.write(`\n${errors.length} errors\n`);
  }
  if (options.verbose) for (const one of errors) process.stderr.write(`${stackOf(one)}\n`);
  return exitCodeOfAll(errors);
}

function requestedExit(error: unknown): number | undefined {
  if (!(error instanceof Error) || (error as { code?: string }).code !== 'EEXIT') return undefined;
  return (error as { oclif?: { exit?: number } }).oclif?.exit ?? 0;
}

/** Stack of the innermost cause, where the fault is. */
function stackOf(error: CodexError): string {
  let inner: Error = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner.stack ?? inner.message;
}
