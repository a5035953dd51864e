// Conformance of trackers: order, durability, resume, and failures that stay where they are.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodexError, type Tracker, type TrackerRun } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { captureOutput } from '../fixtures/capture-output.js';
import { deepFreeze } from '../fixtures/deep-freeze.js';
import { withTemporaryFolder } from '../fixtures/temporary-folder.js';
import { withContext } from '../fixtures/test-context.js';
import { optionsSuite } from './options-suite.js';
import { readOptions, type Subject } from './subject.js';
import { rowsOf, type StoredRow, toStored } from './tracker-rows.js';

export interface TrackerSubject extends Subject<'tracker'> {
  /** Read back the stored `result` rows, in order. Left out by trackers that store nothing in the run folder. */
  readonly stored?: (folder: string) => Promise<readonly StoredRow[]>;
  /** Files in the run folder that must be the same, byte for byte, whenever the rows are. */
  readonly reproducible?: readonly string[];
}

const STEPS = 12;
const RESUME_AT = 6;

export function trackerSuite(subject: TrackerSubject): Check[] {
  const withTracker = (
    folder: string,
    resumedFrom: number | null,
    use: (tracker: Tracker) => Promise<void>,
  ) =>
    withContext({}, async (ctx) => {
      const run: TrackerRun = { ...RUN, folder, resumedFrom };
      await use(await subject.plugin.create({ options: readOptions(subject), ctx, run }));
    });
  /** Checks run with stdout and stderr caught: a console tracker would print into the report. */
  const quietly = (use: (folder: string) => Promise<void>) => async () => {
    await captureOutput(() => withTemporaryFolder(use));
  };
  const straight = async (folder: string) =>
    withTracker(folder, null, async (tracker) => {
      await logSteps(tracker, 1, STEPS);
      await tracker.close('completed');
    });
  /** A run that dies after `STEPS`, with everything flushed, and one that goes on from `RESUME_AT`. */
  const killedAndResumed = async (folder: string, onResume: () => Promise<void> = async () => undefined) => {
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
  };

  return [
    ...optionsSuite(subject),
    ...storageChecks(subject, { withTracker, quietly, killedAndResumed }),

    ...(subject.reproducible ?? []).map((file) =>
      check(
        `leaves the same bytes in ${file} after a resume as after a straight run`,
        quietly(async (folder) => {
          await straight(folder);
          const expected = await readFile(join(folder, file), 'utf8');
          const context = { where: file, remedy: 'write no clock, path or random number into it' };
          await straight(folder);
          demandEqual(await readFile(join(folder, file), 'utf8'), expected, context);
          await killedAndResumed(folder);
          demandEqual(await readFile(join(folder, file), 'utf8'), expected, context);
        }),
      ),
    ),

    check(
      'can be closed twice, and without having been given a row',
      quietly(async (folder) => {
        for (const status of ['completed', 'interrupted', 'failed'] as const) {
          await withTracker(folder, null, async (tracker) => {
            await tracker.log([]);
            await tracker.close(status);
            await tracker.close(status);
          });
        }
      }),
    ),

    check(
      'takes rows of every split and nature, values that are not finite, and events',
      quietly((folder) =>
        withTracker(folder, null, async (tracker) => {
          for (const split of ['train', 'validation', 'test'] as const) {
            for (const nature of ['result', 'timing'] as const) {
              for (const value of [0, -0, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, -1.5]) {
                await tracker.log([
                  deepFreeze({ step: 1, split, nature, metric: 'a "quoted", metric', value }),
                ]);
              }
            }
          }
          await tracker.event?.(
            deepFreeze({
              event: 'checkpoint.saved',
              step: 1,
              time: '2020-01-01T00:00:00.000Z',
              detail: { best: true },
            }),
          );
          await tracker.flush();
          await tracker.close('completed');
        }),
      ),
    ),

    check('writes nothing to stdout', async () => {
      const { stdout } = await captureOutput(() => withTemporaryFolder(straight));
      demandEqual(stdout, '', {
        where: 'stdout',
        remedy: 'write to stderr: stdout carries the results of commands',
      });
    }),

    check(
      'fails by rejecting with a CodexError, never by throwing',
      quietly(async (folder) => {
        // The run folder lies below a file: nothing can be made in it.
        const file = join(folder, 'file');
        await writeFile(file, '');
        const failures = await collectFailures(subject, join(file, 'run'));
        if (subject.stored === undefined) return;
        demand(failures.length > 0, {
          where: 'log, flush and close in a run folder that cannot be written',
          expected: 'a rejection',
          received: 'success',
          remedy: 'let write errors reach the caller: rows that are lost in silence are worse than none',
        });
      }),
    ),
  ];
}

interface Tools {
  withTracker(
    folder: string,
    resumedFrom: number | null,
    use: (tracker: Tracker) => Promise<void>,
  ): Promise<void>;
  quietly(use: (folder: string) => Promise<void>): () => Promise<void>;
  killedAndResumed(folder: string, onResume?: () => Promise<void>): Promise<void>;
}

/** Checks that need the rows read back. */
function storageChecks(
  { stored }: TrackerSubject,
  { withTracker, quietly, killedAndResumed }: Tools,
): Check[] {
  if (stored === undefined) return [];
  return [
    check(
      'has every row stored, in order, when flush resolves',
      quietly((folder) =>
        withTracker(folder, null, async (tracker) => {
          await logSteps(tracker, 1, 3);
          await tracker.flush();
          const context = {
            where: 'rows stored after flush()',
            remedy: 'write the buffer, in order, and await it',
          };
          demandEqual(await stored(folder), rowsOf(1, 3).map(toStored), context);
          await logSteps(tracker, 4, 5);
          await tracker.flush();
          demandEqual(await stored(folder), rowsOf(1, 5).map(toStored), context);
          await tracker.close('completed');
        }),
      ),
    ),

    check(
      'has every row stored after close, also without a flush and from calls that were not awaited',
      quietly((folder) =>
        withTracker(folder, null, async (tracker) => {
          const pending = [1, 2, 3].map(async (step) => tracker.log(deepFreeze(rowsOf(step, step))));
          await tracker.close('interrupted');
          await Promise.all(pending);
          demandEqual(await stored(folder), rowsOf(1, 3).map(toStored), {
            where: 'rows stored after close()',
            remedy: 'flush at close',
          });
        }),
      ),
    ),

    check(
      'begins anew where the run is not resumed',
      quietly(async (folder) => {
        for (const last of [5, 2]) {
          await withTracker(folder, null, async (tracker) => {
            await logSteps(tracker, 1, last);
            await tracker.close('completed');
          });
        }
        demandEqual(await stored(folder), rowsOf(1, 2).map(toStored), {
          where: 'rows stored by a second fresh run in the same folder',
          remedy: 'truncate where `run.resumedFrom` is null',
        });
      }),
    ),

    check(
      'drops the rows of later steps on a resume, and goes on after them',
      quietly(async (folder) => {
        const remedy = 'drop rows whose step is above `run.resumedFrom`';
        await killedAndResumed(folder, async () =>
          demandEqual(await stored(folder), rowsOf(1, RESUME_AT).map(toStored), {
            where: `rows stored at a resume from step ${RESUME_AT}`,
            remedy,
          }),
        );
        demandEqual(await stored(folder), rowsOf(1, STEPS).map(toStored), {
          where: 'rows stored by a killed and resumed run',
          remedy,
        });
      }),
    ),
  ];
}

/** Use a tracker that cannot write, as the runtime does, and collect how it fails. */
async function collectFailures(subject: TrackerSubject, folder: string): Promise<CodexError[]> {
  const failures: CodexError[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  const attempt = async (where: string, action: () => unknown) => {
    const context = { where, remedy: 'return a promise and reject it with a CodexError' };
    let answer: unknown;
    try {
      answer = action();
    } catch (error) {
      demand(false, { ...context, expected: 'a rejection', received: `a synchronous ${String(error)}` });
    }
    try {
      return await answer;
    } catch (error) {
      demand(CodexError.is(error), { ...context, expected: 'a CodexError', received: String(error) });
      failures.push(error);
      return undefined;
    }
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    await withContext({}, async (ctx) => {
      const run: TrackerRun = { ...RUN, folder, resumedFrom: null };
      const tracker = await attempt('create', async () =>
        subject.plugin.create({ options: readOptions(subject), ctx, run }),
      );
      if (tracker === undefined) return;
      const { log, flush, close } = bind(tracker as Tracker);
      await attempt('log', () => log(deepFreeze(rowsOf(1, 2))));
      await attempt('flush', flush);
      await attempt('close', () => close('failed'));
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
  demandEqual(unhandled.map(String), [], {
    where: 'promises that nobody awaits',
    remedy: 'keep the failure and reject the next call with it',
  });
  return failures;
}

function bind(tracker: Tracker): Pick<Tracker, 'log' | 'flush' | 'close'> {
  return {
    log: (rows) => tracker.log(rows),
    flush: () => tracker.flush(),
    close: (status) => tracker.close(status),
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
