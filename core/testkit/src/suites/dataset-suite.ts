// Conformance of datasets: fixed order, stable ids, honest descriptions, no leaks.
import { readdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Dataset, SplitName } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual, demandRefusal } from '../checks/demand.js';
import { show } from '../checks/show.js';
import { datasetOrderChecks } from './dataset-order-checks.js';
import { datasetSampleChecks } from './dataset-sample-checks.js';
import { collect, type DatasetSubject, type DatasetTools, datasetTools } from './dataset-subject.js';
import { optionsSuite } from './options-suite.js';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

export function datasetSuite(subject: DatasetSubject): Check[] {
  const tools = datasetTools(subject);
  const { withDataset, eachSplit } = tools;

  return [
    ...optionsSuite(subject),

    check('names its splits, and refuses one it does not have', () =>
      withDataset(async (dataset) => {
        const { splits, shape } = dataset;
        const known = splits.length > 0 && new Set(splits).size === splits.length;
        demand(known && splits.every((split) => SPLITS.includes(split)), {
          where: '`splits`',
          expected: 'some of train, validation and test, each once',
          received: splits,
          remedy: 'list the splits that the source itself provides',
        });
        demand(['stream', 'documents'].includes(shape), {
          where: '`shape`',
          expected: '"stream" or "documents"',
          received: show(shape),
          remedy: 'say whether samples join into one text',
        });
        for (const split of SPLITS.filter((name) => !splits.includes(name))) {
          await demandRefusal(() => collect(dataset, split), {
            where: `open('${split}')`,
            remedy: 'raise an error: an empty split would look like data',
          });
        }
      }),
    ),

    check(
      'yields samples of text',
      eachSplit(async (dataset, split) => {
        const samples = await collect(dataset, split);
        demand(samples.length > 0, {
          where: `open('${split}')`,
          expected: 'at least one sample',
          received: 'none',
          remedy: 'raise an error where a source is empty',
        });
        const bad = samples.find(
          ({ id, text }) => typeof id !== 'string' || id === '' || typeof text !== 'string',
        );
        demandEqual(bad, undefined, {
          where: `open('${split}')`,
          remedy: 'give each sample an id and a text',
        });
      }),
    ),

    check(
      'yields the same samples in the same order each time it is opened',
      eachSplit(async (dataset, split) => {
        const first = await collect(dataset, split);
        const remedy = 'sort what the file system lists; shuffle nothing: order is the runtime’s';
        demandEqual(await collect(dataset, split), first, { where: `open('${split}'), again`, remedy });
        const fresh = await withDataset((other) => collect(other, split));
        demandEqual(fresh, first, { where: `open('${split}') of a new instance`, remedy });
      }),
    ),

    ...datasetSampleChecks(tools),

    ...datasetOrderChecks(subject, tools),

    check(
      'can be opened twice at once',
      eachSplit(async (dataset, split) => {
        const [a, b] = [dataset.open(split), dataset.open(split)].map((each) => each[Symbol.asyncIterator]());
        const seen: unknown[] = [];
        for (let i = 0; i < 5; i++) seen.push([(await a!.next()).value, (await b!.next()).value]);
        await Promise.all([a!.return?.(), b!.return?.()]);
        demandEqual(
          seen.map((pair) => (pair as unknown[])[1]),
          seen.map((pair) => (pair as unknown[])[0]),
          {
            where: `two iterations of open('${split}')`,
            remedy: 'keep the position in the iterator, not in the dataset',
          },
        );
      }),
    ),

    check('gives every sample an id of its own, over all splits', () =>
      withDataset(async (dataset) => {
        const seen = new Map<string, SplitName>();
        for (const split of dataset.splits) {
          for (const { id } of await collect(dataset, split)) {
            demand(!seen.has(id), {
              where: `open('${split}')`,
              expected: 'an id that no other sample has',
              received: `${show(id)}, also in ${seen.get(id)}`,
              remedy: 'build ids from the place in the source, and give splits different ones',
            });
            seen.set(id, split);
          }
        }
      }),
    ),

    check('keeps its splits apart: no text of one is in another', () =>
      withDataset(async (dataset) => {
        const seen = new Map<string, string>();
        for (const split of dataset.splits) {
          const samples = await collect(dataset, split);
          for (const { id, text } of samples) {
            const earlier = seen.get(text.trim());
            demand(earlier === undefined, {
              where: `open('${split}'), sample ${show(id)}`,
              expected: 'a text that no other split has',
              received: `the text of ${earlier}`,
              remedy: 'assign each text to one split; a validation text that was trained on measures nothing',
            });
          }
          for (const { id, text } of samples)
            if (text.trim() !== '') seen.set(text.trim(), `${split}, ${show(id)}`);
        }
      }),
    ),

    check(
      'describes what it yields',
      eachSplit(async (dataset, split) => {
        const samples = await collect(dataset, split);
        const described = await dataset.describe(split);
        const bytes = samples.reduce((total, { text }) => total + Buffer.byteLength(text), 0);
        demandEqual(
          { samples: described.samples, bytes: described.bytes },
          { samples: samples.length, bytes },
          {
            where: `describe('${split}')`,
            remedy: 'count the samples as yielded, and their text in UTF-8 bytes',
          },
        );
        demand(/^[0-9a-f]{64}$/.test(described.sha256), {
          where: `describe('${split}').sha256`,
          expected: 'a SHA-256 in hex',
          received: described.sha256,
          remedy: 'hash the texts with node:crypto',
        });
        demand(described.source !== '' && !isAbsolute(described.source), {
          where: `describe('${split}').source`,
          expected: 'a name without machine-specific prefix',
          received: described.source,
          remedy: 'give the path as the user wrote it, or the package name',
        });
      }),
    ),

    check(
      'describes itself the same way each time',
      eachSplit(async (dataset, split) => {
        const first = await dataset.describe(split);
        const remedy = 'take neither clock nor position into the description';
        demandEqual(await dataset.describe(split), first, { where: `describe('${split}'), again`, remedy });
        const fresh = await withDataset((other) => other.describe(split));
        demandEqual(fresh, first, { where: `describe('${split}') of a new instance`, remedy });
      }),
    ),

    ...(subject.altered === undefined ? [] : [changedContentCheck(subject, withDataset)]),

    check('lets go of its files when an iteration ends early', () =>
      withDataset(async (dataset) => {
        const split = dataset.splits[0]!;
        const open = async () => {
          for await (const _ of dataset.open(split)) break;
        };
        await open();
        const before = await countOpenFiles();
        for (let i = 0; i < 20; i++) await open();
        // Streams close after a turn of the event loop or two.
        for (let i = 0; i < 50 && (await countOpenFiles()) > before; i++) await pause();
        const after = await countOpenFiles();
        demand(after <= before, {
          where: `20 iterations of open('${split}') that end after one sample`,
          expected: `${before} open files`,
          received: `${after} open files`,
          remedy: 'close files in a `finally` of the generator',
        });
      }),
    ),
  ];
}

function changedContentCheck(subject: DatasetSubject, withDataset: DatasetTools['withDataset']): Check {
  return check('changes its fingerprint with its content', async () => {
    const fingerprint = (dataset: Dataset) =>
      dataset.describe(dataset.splits[0]!).then(({ sha256 }) => sha256);
    const original = await withDataset(fingerprint);
    const altered = await withDataset(fingerprint, subject.plugin.options.parse(subject.altered));
    demand(altered !== original, {
      where: 'describe().sha256 of altered content',
      expected: 'another fingerprint',
      received: 'the same one',
      remedy: 'hash the whole text of every sample',
    });
  });
}

/** Files this process has open; 0 on systems that do not list them, where the check cannot see a leak. */
async function countOpenFiles(): Promise<number> {
  for (const folder of ['/proc/self/fd', '/dev/fd']) {
    try {
      return (await readdir(folder)).length;
    } catch {
      // Not this system's way.
    }
  }
  return 0;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
