// A sound tracker, one JSON row per line, and wrong ones.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  codexError,
  defineOptions,
  defineTracker,
  type MetricRow,
  type Tracker,
  type TrackerRun,
} from '@codex-ml/plugin-api';
import { conformance, type StoredRow } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});
const FILE = 'rows.ndjson';

/** Keeps all rows in memory and writes them whole. */
function soundTracker({ folder, resumedFrom }: TrackerRun): Tracker {
  const path = join(folder, FILE);
  let kept: Promise<string> | undefined;
  let added = '';
  const load = async () => {
    if (resumedFrom === null) return '';
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    return lines
      .filter((line) => (JSON.parse(line) as StoredRow).step <= resumedFrom)
      .map((line) => `${line}\n`)
      .join('');
  };
  const flush = async () => {
    try {
      kept ??= load();
      await writeFile(path, (await kept) + added);
    } catch (cause) {
      throw codexError('CML6401', { file: FILE }, { cause });
    }
  };
  return {
    log(rows) {
      for (const { step, split, metric, value, nature } of rows) {
        if (nature === 'result') added += `${JSON.stringify({ step, split, metric, value })}\n`;
      }
    },
    flush,
    close: flush,
  };
}

const checksFor = (create: (run: TrackerRun) => Tracker) => () =>
  conformance.tracker({
    plugin: defineTracker({ id: 'rows', apiVersion: '^1.0', options, create: ({ run }) => create(run) }),
    reproducible: [FILE],
    stored: async (folder) => {
      const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as StoredRow);
    },
  });

const wrong = (flaw: (sound: Tracker, run: TrackerRun) => Partial<Tracker>) =>
  checksFor((run) => {
    const sound = soundTracker(run);
    return { ...sound, ...flaw(sound, run) };
  });

export function trackerMutation(): MutationTest {
  let runs = 0;
  return {
    kind: 'trackers',
    sound: checksFor(soundTracker),
    mutants: [
      {
        flaw: 'resolves flush before anything is written',
        caughtBy: 'has every row stored, in order, when flush resolves',
        checks: wrong(() => ({ flush: async () => undefined })),
      },
      {
        flaw: 'turns the rows of a call around',
        caughtBy: 'has every row stored, in order, when flush resolves',
        checks: wrong((sound) => ({ log: (rows) => sound.log(rows.toReversed()) })),
      },
      {
        flaw: 'loses what was not flushed at close',
        caughtBy:
          'has every row stored after close, also without a flush and from calls that were not awaited',
        checks: wrong(() => ({ close: async () => undefined })),
      },
      {
        flaw: 'appends to the rows of an earlier run',
        caughtBy: 'begins anew where the run is not resumed',
        checks: checksFor((run) => {
          const sound = soundTracker({ ...run, resumedFrom: run.resumedFrom ?? 1e9 });
          return {
            ...sound,
            close: async (status) => {
              await writeFile(join(run.folder, FILE), '', { flag: 'a' });
              await sound.close(status);
            },
          };
        }),
      },
      {
        flaw: 'keeps the rows of later steps on a resume',
        caughtBy: 'drops the rows of later steps on a resume, and goes on after them',
        checks: checksFor((run) =>
          soundTracker({ ...run, resumedFrom: run.resumedFrom === null ? null : Number.POSITIVE_INFINITY }),
        ),
      },
      {
        flaw: 'writes something that is different in each run',
        caughtBy: `leaves the same bytes in ${FILE} after a resume as after a straight run`,
        checks: wrong((sound) => {
          const run = ++runs;
          return {
            log: (rows) =>
              sound.log(rows.map((row): MetricRow => ({ ...row, metric: `${row.metric}-${run}` }))),
          };
        }),
      },
      {
        flaw: 'fails when it is closed a second time',
        caughtBy: 'can be closed twice, and without having been given a row',
        checks: wrong((sound) => {
          let closed = false;
          return {
            close: async (status) => {
              if (closed) throw new Already();
              closed = true;
              await sound.close(status);
            },
          };
        }),
      },
      {
        flaw: 'prints to stdout',
        caughtBy: 'writes nothing to stdout',
        checks: wrong((sound) => ({
          log: (rows) => {
            process.stdout.write('row\n');
            return sound.log(rows);
          },
        })),
      },
      {
        flaw: 'throws synchronously where it cannot write',
        caughtBy: 'fails by rejecting with a CodexError, never by throwing',
        checks: wrong((_, { folder }) => ({
          flush: () => {
            if (folder.includes('file')) throw codexError('CML6401', { file: FILE });
            return Promise.resolve();
          },
        })),
      },
      {
        flaw: 'loses on a full disk what it had taken',
        caughtBy: 'says so when the disk is full, and has every row once there is room again',
        checks: checksFor((run) => forgetful(run, 'rejects')),
      },
      {
        flaw: 'does not say that the disk is full',
        caughtBy: 'says so when the disk is full, and has every row once there is room again',
        checks: checksFor((run) => forgetful(run, 'resolves')),
      },
      {
        flaw: 'swallows write errors',
        caughtBy: 'fails by rejecting with a CodexError, never by throwing',
        checks: wrong((sound) => ({
          flush: () => sound.flush().catch(() => undefined),
          close: (status) => sound.close(status).catch(() => undefined),
        })),
      },
    ],
  };
}

/** Appends, and drops its buffer whether or not the file took it. */
function forgetful({ folder }: TrackerRun, onFailure: 'rejects' | 'resolves'): Tracker {
  let added = '';
  const flush = async () => {
    const text = added;
    added = '';
    try {
      await appendFile(join(folder, FILE), text);
    } catch (cause) {
      if (onFailure === 'rejects') throw codexError('CML6402', { file: FILE }, { cause });
    }
  };
  return {
    log(rows) {
      for (const { step, split, metric, value } of rows) {
        added += `${JSON.stringify({ step, split, metric, value })}\n`;
      }
    },
    flush,
    close: flush,
  };
}

/** What a careless author throws. */
class Already extends Error {}
