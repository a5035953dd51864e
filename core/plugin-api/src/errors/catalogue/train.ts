// Errors 6xxx: training, checkpoints and the run folder.
import { entries } from '../catalogue-entry.js';

export const trainErrors = entries({});
