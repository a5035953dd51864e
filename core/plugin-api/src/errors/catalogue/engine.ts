// Errors 5xxx: engines and models.
import { entries } from '../catalogue-entry.js';

export const engineErrors = entries({});
