// Where this package is installed: its dependencies are the first-party plugins.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the package root; `planRun` and `openTrainedModel` take it as `hostRoot`. */
export const HOST_ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)));
