// Exit codes of the command line, by the range of the error's code.
import { CATALOGUE, type ErrorCode } from './catalogue/index.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import type { CodexError } from './codex-error.js';

/** Exit codes and what they mean; documented in the CLI reference. */
export const EXIT = Object.freeze({
  ok: 0,
  runFailed: 1,
  usage: 2,
  plugin: 3,
  environment: 4,
  locked: 5,
  internal: 70,
});

const BY_RANGE: Readonly<Record<string, number>> = {
  '1': EXIT.usage,
  '2': EXIT.usage,
  '3': EXIT.plugin,
  '4': EXIT.environment,
  '5': EXIT.environment,
  '6': EXIT.runFailed,
  '7': EXIT.runFailed,
  '8': EXIT.runFailed,
  '9': EXIT.internal,
};

/** Exit code of one error code. */
export function exitCodeOf(code: ErrorCode): number {
  const entry: CatalogueEntry = CATALOGUE[code];
  return entry.exit ?? BY_RANGE[code.charAt(3)] ?? EXIT.internal;
}

/** Exit code of several errors: that of the first. */
export function exitCodeOfAll(errors: readonly CodexError[]): number {
  const first = errors[0];
  return first === undefined ? EXIT.internal : exitCodeOf(first.code);
}
