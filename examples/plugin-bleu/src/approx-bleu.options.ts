// Options of the `approx-bleu` metric.
import { defineOptions } from '@codex-ml/plugin-api';
import { scoreOptions } from './score-options.js';

export const approxBleuOptions = defineOptions(scoreOptions);
