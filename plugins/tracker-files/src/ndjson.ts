// Tracker `ndjson`: metrics.ndjson (results) and timings.ndjson (machine-dependent rows) in the run folder.
import { defineTracker } from '@codex-ml/plugin-api';
import { ndjsonOptions } from './ndjson.options.js';
import { ndjsonFormat } from './rows/ndjson-format.js';
import { createRowTracker } from './rows/row-tracker.js';

export default defineTracker({
  id: 'ndjson',
  apiVersion: '^1.0',
  options: ndjsonOptions,
  create: ({ run, ctx }) => createRowTracker(ndjsonFormat, run, ctx.log),
});
