// Conformance of trackers: order, durability, resume, and failures that stay where they are.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, check } from '../checks/check.js';
import { demandEqual } from '../checks/demand.js';
import { captureOutput } from '../fixtures/capture-output.js';
import { deepFreeze } from '../fixtures/deep-freeze.js';
import { withTemporaryFolder } from '../fixtures/temporary-folder.js';
import { optionsSuite } from './options-suite.js';
import { trackerDiskChecks } from './tracker-disk-checks.js';
import { rowsOf, toStored } from './tracker-rows.js';
import { RESUME_AT, STEPS, type TrackerSubject, type TrackerTools, trackerTools } from './tracker-subject.js';

export function trackerSuite(subject: TrackerSubject): Check[] {
  const tools = trackerTools(subject);
  const { withTracker, quietly, straight, killedAndResumed } = tools;

  return [
    ...optionsSuite(subject),
    ...storageChecks(subject, tools),
    ...trackerDiskChecks(subject, tools),

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
  ];
}

/** Checks that need the rows read back. */
function storageChecks(
  { stored }: TrackerSubject,
  { withTracker, quietly, killedAndResumed, logSteps }: TrackerTools,
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
