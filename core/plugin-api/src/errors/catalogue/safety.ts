// Errors 7xxx: safety.
import { entries } from '../catalogue-entry.js';

export const safetyErrors = entries({
  CML7001: {
    title: '{stage} denied by `{check}`: {rules}',
    cause: 'A safety check of this run refused the text.',
    remedy: 'Change the text, or the options of the check in the config’s `safety` list.',
  },
  CML7002: {
    title: '{stage} denied by hook `{hook}`',
    cause: 'A guard tapped by a plugin refused the request; a guard that fails counts as a refusal.',
    remedy:
      'See `codex-ml plugins list` for the plugin that taps this hook, and its documentation for what it refuses.',
  },
  CML7101: {
    title: '`allow` entry `{entry}` is not a regular expression: {problem}',
    cause:
      'An entry between slashes is compiled as a regular expression; any other entry is taken literally.',
    remedy: 'Correct the expression, or drop the slashes to allow exactly this text.',
    exit: 2,
  },
});
