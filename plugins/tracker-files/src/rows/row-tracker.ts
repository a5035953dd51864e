// A tracker of two row files: results, which identical runs share byte for byte, and timings, which they do not.
import { join } from 'node:path';
import type { Logger, MetricRow, Tracker, TrackerRun } from '@codex-ml/plugin-api';
import { openRowFile, type RowFile } from './row-file.js';
import type { RowFormat } from './row-format.js';

/** `metrics.<extension>` and `timings.<extension>` in the run folder. */
export function createRowTracker(format: RowFormat, run: TrackerRun, log: Logger): Tracker {
  const open = (name: string): RowFile =>
    openRowFile({
      path: join(run.folder, `${name}.${format.extension}`),
      format,
      resumedFrom: run.resumedFrom,
      log,
    });
  const files = { result: open('metrics'), timing: open('timings') };
  const flush = () => settleBoth(files.result.flush(), files.timing.flush());

  return {
    async log(rows) {
      const ofNature = (nature: MetricRow['nature']) => rows.filter((row) => row.nature === nature);
      await settleBoth(files.result.append(ofNature('result')), files.timing.append(ofNature('timing')));
    },
    flush,
    close: flush,
  };
}

/** Waits for both, then raises the first failure: neither file is left behind because the other one failed. */
async function settleBoth(a: undefined | Promise<void>, b: undefined | Promise<void>): Promise<void> {
  for (const outcome of await Promise.allSettled([a, b])) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
