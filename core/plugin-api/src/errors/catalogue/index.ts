// The one catalogue of errors. Ranges: 1 cli, 2 config, 3 plugins, 4 data and tokenizers, 5 engine and model,
// 6 training and checkpoints, 7 safety, 8 serving and sweeps, 9 internal. A retired code is never used again.
import { authoringErrors } from './authoring.js';
import { chatErrors } from './chat.js';
import { cliErrors } from './cli.js';
import { configErrors } from './config.js';
import { dataErrors } from './data.js';
import { datasetErrors } from './datasets.js';
import { engineErrors } from './engine.js';
import { extensionErrors } from './extensions.js';
import { internalErrors } from './internal.js';
import { pluginErrors } from './plugins.js';
import { safetyErrors } from './safety.js';
import { tokenizerErrors } from './tokenizers.js';
import { trainErrors } from './train.js';
import { validationErrors } from './validation.js';

export const CATALOGUE = Object.freeze({
  ...cliErrors,
  ...configErrors,
  ...pluginErrors,
  ...authoringErrors,
  ...extensionErrors,
  ...validationErrors,
  ...tokenizerErrors,
  ...datasetErrors,
  ...dataErrors,
  ...chatErrors,
  ...engineErrors,
  ...trainErrors,
  ...safetyErrors,
  ...internalErrors,
});

/** Codes that existed once. They must never be given to another error. */
export const RETIRED_CODES: readonly string[] = Object.freeze([]);

export type ErrorCode = keyof typeof CATALOGUE;
