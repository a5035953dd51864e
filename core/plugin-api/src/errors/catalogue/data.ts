// Errors 4xxx: data and tokenizers.
import { entries } from '../catalogue-entry.js';

export const dataErrors = entries({});
