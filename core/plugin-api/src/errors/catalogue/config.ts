// Errors 2xxx: configuration.
import { entries } from '../catalogue-entry.js';

export const configErrors = entries({});
