// Errors 1xxx: the command line.
import { entries } from '../catalogue-entry.js';

export const cliErrors = entries({});
