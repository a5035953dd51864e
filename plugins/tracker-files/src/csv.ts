// Tracker `csv`: metrics.csv (results) and timings.csv (machine-dependent rows) in the run folder.
import { defineTracker } from '@codex-ml/plugin-api';
import { csvOptions } from './csv.options.js';
import { csvFormat } from './rows/csv-format.js';
import { createRowTracker } from './rows/row-tracker.js';

export default defineTracker({
  id: 'csv',
  apiVersion: '^1.0',
  options: csvOptions,
  create: ({ run, ctx }) => createRowTracker(csvFormat, run, ctx.log),
});
