// Errors 7xxx: safety.
import { entries } from '../catalogue-entry.js';

export const safetyErrors = entries({});
