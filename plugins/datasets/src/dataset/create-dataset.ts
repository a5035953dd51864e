// A Dataset around functions that read samples: knows its splits, refuses empty ones, describes each once.
import {
  codexError,
  type Dataset,
  type Sample,
  type SplitDescription,
  type SplitName,
} from '@codex-ml/plugin-api';
import { describeSamples } from './describe-samples.js';
import { SampleIterator } from './sample-iterator.js';

/** What a reading left out, by reason; filled while it goes on. */
export type Skipped = Record<string, number>;

export interface SplitSource {
  /** As the user wrote it. */
  readonly source: string;
  readonly license?: string;
  /** All samples in their order, anew for each call, in batches. */
  read(skipped: Skipped): AsyncGenerator<readonly Sample[]>;
  /** Absolute paths of the files that are read. */
  files(): Promise<readonly string[]>;
}

/** The sources of datasets made here, for datasets made of datasets. */
const sourcesOf = new WeakMap<Dataset, ReadonlyMap<SplitName, SplitSource>>();

/** A split of a dataset that `createDataset` made. */
export function splitSource(dataset: Dataset, split: SplitName): SplitSource | undefined {
  const source = sourcesOf.get(dataset)?.get(split);
  return source && { ...source, read: (skipped) => refuseEmpty(source, split, skipped) };
}

/** @throws CML4304 from all methods for a split without source, CML4203 where a split has no text */
export function createDataset(
  shape: Dataset['shape'],
  sources: ReadonlyMap<SplitName, SplitSource>,
): Dataset {
  const descriptions = new Map<SplitName, Promise<SplitDescription>>();

  const get = (split: SplitName): SplitSource => {
    const source = sources.get(split);
    if (source !== undefined) return source;
    const hints = sources.has('train') ? [] : [`its files are those of ${[...sources.keys()].join(' and ')}`];
    throw codexError('CML4304', { split }, { hints });
  };

  const summarise = async (split: SplitName): Promise<SplitDescription> => {
    const skipped: Skipped = {};
    const { source, license } = get(split);
    const summary = await describeSamples(refuseEmpty(get(split), split, skipped), shape);
    return {
      source,
      ...summary,
      ...(license === undefined ? {} : { license }),
      ...(Object.keys(skipped).length === 0 ? {} : { skipped }),
    };
  };

  const dataset: Dataset = {
    shape,
    splits: [...sources.keys()],
    open: (split) => new SampleIterator(refuseEmpty(get(split), split, {})),
    describe: (split) => {
      const known = descriptions.get(split);
      if (known !== undefined) return known;
      const description = summarise(split);
      descriptions.set(split, description);
      // a failure is not kept: the user may put the file in place and try again
      description.catch(() => descriptions.delete(split));
      return description;
    },
    files: async (split) => get(split).files(),
  };
  sourcesOf.set(dataset, sources);
  return dataset;
}

async function* refuseEmpty(
  source: SplitSource,
  split: SplitName,
  skipped: Skipped,
): AsyncGenerator<readonly Sample[]> {
  let hasText = false;
  for await (const samples of source.read(skipped)) {
    hasText ||= samples.some(({ text }) => text !== '');
    yield samples;
  }
  if (!hasText) throw codexError('CML4203', { source: source.source, split });
}
