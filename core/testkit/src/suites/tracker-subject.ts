// How the checks of trackers get one: in a folder of its own, with the output of the process caught.
import type { Tracker, TrackerRun } from '@codex-ml/plugin-api';
import { captureOutput } from '../fixtures/capture-output.js';
import { deepFreeze } from '../fixtures/deep-freeze.js';
import { withTemporaryFolder } from '../fixtures/temporary-folder.js';
import { withContext } from '../fixtures/test-context.js';
import { readOptions, type Subject } from './subject.js';
import { rowsOf, type StoredRow } from './tracker-rows.js';

export interface TrackerSubject extends Subject<'tracker'> {
  /** Read back the stored `result` rows, in order. Left out by trackers that store nothing in the run folder. */
  readonly stored?: (folder: string) => Promise<readonly StoredRow[]>;
  /** Files in the run folder that must be the same, byte for byte, whenever the rows are. */
  readonly reproducible?: readonly string[];
}

/** Steps of a whole run, and the one that a killed run goes on from. */
export const STEPS = 12;
export const RESUME_AT = 6;

export interface TrackerTools {
  withTracker(
    folder: string,
    resumedFrom: number | null,
    use: (tracker: Tracker) => Promise<void>,
  ): Promise<void>;
  logSteps(tracker: Tracker, first: number, last: number): Promise<void>;
  /** Checks run with stdout and stderr caught: a console tracker would print into the report. */
  quietly(use: (folder: string) => Promise<void>): () => Promise<void>;
  straight(folder: string): Promise<void>;
  /** A run that dies after `STEPS`, with everything flushed, and one that goes on from `RESUME_AT`. */
  killedAndResumed(folder: string, onResume?: () => Promise<void>): Promise<void>;
}

export function trackerTools(subject: TrackerSubject): TrackerTools {
  const withTracker: TrackerTools['withTracker'] = (folder, resumedFrom, use) =>
    withContext({}, async (ctx) => {
      const run: TrackerRun = { ...RUN, folder, resumedFrom };
      await use(await subject.plugin.create({ options: readOptions(subject), ctx, run }));
    });
  return {
    withTracker,
    logSteps,
    quietly: (use) => async () => {
      await captureOutput(() => withTemporaryFolder(use));
    },
    straight: (folder) =>
      withTracker(folder, null, async (tracker) => {
        await logSteps(tracker, 1, STEPS);
        await tracker.close('completed');
      }),
    killedAndResumed: async (folder, onResume = async () => undefined) => {
      await withTracker(folder, null, async (tracker) => {
        await logSteps(tracker, 1, STEPS);
        await tracker.flush();
      });
      await withTracker(folder, RESUME_AT, async (tracker) => {
        await tracker.flush();
        await onResume();
        await logSteps(tracker, RESUME_AT + 1, STEPS);
        await tracker.close('completed');
      });
    },
  };
}

const RUN: Omit<TrackerRun, 'folder' | 'resumedFrom'> = {
  id: 'test-00000000',
  name: 'test',
  configHash: '0'.repeat(64),
  seed: 1,
  steps: STEPS,
};

async function logSteps(tracker: Tracker, first: number, last: number): Promise<void> {
  for (let step = first; step <= last; step++) await tracker.log(deepFreeze(rowsOf(step, step)));
}
