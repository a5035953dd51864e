// Checks of trackers whose folder cannot be written, or whose disk is full: they say so, stay usable, and lose nothing in silence.
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodexError, type Tracker } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { deepFreeze } from '../fixtures/deep-freeze.js';
import { rowsOf, toStored } from './tracker-rows.js';
import type { TrackerSubject, TrackerTools } from './tracker-subject.js';

export function trackerDiskChecks(
  { stored }: TrackerSubject,
  { withTracker, quietly, logSteps }: TrackerTools,
): Check[] {
  const unwritable = check(
    'fails by rejecting with a CodexError, never by throwing',
    quietly(async (folder) => {
      // The run folder lies below a file: nothing can be made in it.
      const file = join(folder, 'file');
      await writeFile(file, '');
      const failures = await withoutStrays(async (attempt) => {
        const found: CodexError[] = [];
        try {
          await withTracker(join(file, 'run'), null, async (tracker) => {
            for (const [where, action] of actionsOf(tracker)) {
              const failure = await attempt(where, action);
              if (failure !== undefined) found.push(failure);
            }
          });
        } catch (error) {
          demandCodexError('create', error);
          found.push(error);
        }
        return found;
      });
      if (stored === undefined) return;
      demand(failures.length > 0, {
        where: 'log, flush and close in a run folder that cannot be written',
        expected: 'a rejection',
        received: 'success',
        remedy: 'let write errors reach the caller: rows that are lost in silence are worse than none',
      });
    }),
  );
  if (stored === undefined) return [unwritable];

  return [
    unwritable,
    check(
      'says so when the disk is full, and has every row once there is room again',
      quietly((folder) =>
        withTracker(folder, null, async (tracker) => {
          await logSteps(tracker, 1, 3);
          await tracker.flush();
          const makeRoom = await fillDisk(folder);
          const failures = await withoutStrays(async (attempt) => {
            const log = await attempt('log on a full disk', () => tracker.log(deepFreeze(rowsOf(4, 5))));
            const flush = await attempt('flush on a full disk', () => tracker.flush());
            return [log, flush].filter((failure) => failure !== undefined);
          });
          await makeRoom();
          const remedy = 'keep what could not be written, reject, and write it at the next flush';
          if (failures.length === 0) {
            demandEqual(await stored(folder), rowsOf(1, 5).map(toStored), {
              where: 'rows stored after a flush that resolved on a full disk',
              remedy,
            });
          }
          await logSteps(tracker, 6, 7);
          try {
            await tracker.flush();
          } catch (error) {
            // To have given up for good is honest too.
            demandCodexError('flush once there is room again', error);
            return;
          }
          demandEqual(await stored(folder), rowsOf(1, 7).map(toStored), {
            where: 'rows stored after a flush once there is room again',
            remedy,
          });
          await tracker.close('completed');
        }),
      ),
    ),
  ];
}

function actionsOf(tracker: Tracker): readonly (readonly [where: string, action: () => unknown])[] {
  return [
    ['log', () => tracker.log(deepFreeze(rowsOf(1, 2)))],
    ['flush', () => tracker.flush()],
    ['close', () => tracker.close('failed')],
  ];
}

type Attempt = (where: string, action: () => unknown) => Promise<CodexError | undefined>;

/** Hand `use` a way to call a tracker as the runtime does, and demand that no rejection is left without anyone to await it. */
async function withoutStrays<T>(use: (attempt: Attempt) => Promise<T>): Promise<T> {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  let result: T;
  try {
    result = await use(attempt);
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
  return result;
}

async function attempt(where: string, action: () => unknown): Promise<CodexError | undefined> {
  let answer: unknown;
  try {
    answer = action();
  } catch (error) {
    demand(false, {
      where,
      expected: 'a rejection',
      received: `a synchronous ${String(error)}`,
      remedy: 'return a promise and reject it with a CodexError',
    });
  }
  try {
    await answer;
    return undefined;
  } catch (error) {
    demandCodexError(where, error);
    return error;
  }
}

function demandCodexError(where: string, error: unknown): asserts error is CodexError {
  demand(CodexError.is(error), {
    where,
    expected: 'a CodexError',
    received: String(error),
    remedy: 'return a promise and reject it with a CodexError',
  });
}

/**
 * Put something that takes no byte in the place of each file of the folder: the device that is always full, or a folder where
 * the system has no such device or, under Node's permission model, no links. Returns what puts the files back, except those
 * that were replaced by others meanwhile.
 */
async function fillDisk(folder: string): Promise<() => Promise<void>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  const canLink = process.permission === undefined && existsSync('/dev/full');
  for (const path of paths) {
    await rename(path, `${path}.aside`);
    if (canLink) await symlink('/dev/full', path);
    else await mkdir(path);
  }
  return async () => {
    for (const path of paths) {
      const info = await lstat(path).catch(() => undefined);
      if (info?.isFile() === true) continue;
      await rm(path, { recursive: true, force: true });
      await rename(`${path}.aside`, path);
    }
  };
}
