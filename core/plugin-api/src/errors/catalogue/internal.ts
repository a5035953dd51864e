// Errors 9xxx: internal errors, which are bugs of ours.
import { entries } from '../catalogue-entry.js';

export const internalErrors = entries({
  CML9001: {
    title: 'unexpected failure: {message}',
    cause: 'Something failed that no part of the program expected. This is a bug of codex-ml or of a plugin.',
    remedy:
      'Run the command again with `--verbose` to see the stack, and report it with the run folder’s errors.ndjson.',
  },
  CML9002: {
    title: 'impossible state: {message}',
    cause: 'A condition that must always hold did not. This is a bug of codex-ml.',
    remedy: 'Report it, with the command line and the config.',
  },
});
