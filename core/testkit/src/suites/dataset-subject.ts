// How the checks of datasets get one, and read it.
import type { Dataset, Sample, SplitName } from '@codex-ml/plugin-api';
import { type TestContextOptions, withContext } from '../fixtures/test-context.js';
import { readOptions, type Subject } from './subject.js';

export interface DatasetSubject extends Subject<'dataset'> {
  /** Folder that relative paths in the options start from. */
  readonly base?: string;
  /** Options of a source whose content differs a little; its fingerprint must differ too. */
  readonly altered?: Readonly<Record<string, unknown>>;
  /** Whether it draws its samples from `ctx.rng`: then another seed gives others. Default false: every seed gives the same. */
  readonly seeded?: boolean;
}

export interface DatasetTools {
  withDataset<T>(
    use: (dataset: Dataset) => Promise<T>,
    options?: Record<string, unknown>,
    seed?: number,
  ): Promise<T>;
  eachSplit(use: (dataset: Dataset, split: SplitName) => Promise<void>): () => Promise<void>;
}

export function datasetTools(subject: DatasetSubject): DatasetTools {
  const context: TestContextOptions = subject.base === undefined ? {} : { base: subject.base };
  const withDataset: DatasetTools['withDataset'] = (use, options = readOptions(subject), seed = 1) =>
    withContext({ ...context, seed }, async (ctx) => use(await subject.plugin.create({ options, ctx })));
  return {
    withDataset,
    eachSplit: (use) => () =>
      withDataset(async (dataset) => {
        for (const split of dataset.splits) await use(dataset, split);
      }),
  };
}

export async function collect(dataset: Dataset, split: SplitName): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of dataset.open(split)) samples.push(sample);
  return samples;
}

/** Read `count` samples and stop. */
export async function read(dataset: Dataset, split: SplitName, count: number): Promise<void> {
  const iterator = dataset.open(split)[Symbol.asyncIterator]();
  for (let i = 0; i < count; i++) await iterator.next();
  await iterator.return?.();
}
