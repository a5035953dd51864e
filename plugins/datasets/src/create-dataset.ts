// A Dataset around functions that read samples: knows its splits, refuses empty ones, describes each once.
import {
  codexError,
  type Dataset,
  type Sample,
  type SplitDescription,
  type SplitName,
} from '@codex-ml/plugin-api';
import { describeSamples } from './describe-samples.js';

export interface SplitSource {
  /** As the user wrote it. */
  readonly source: string;
  readonly license?: string;
  /** All samples in their order, anew for each call. */
  read(): AsyncIterable<Sample>;
}

/** @throws CML4304 from `open` and `describe` for a split without source, CML4203 where a split has no text */
export function createDataset(
  shape: Dataset['shape'],
  sources: ReadonlyMap<SplitName, SplitSource>,
): Dataset {
  const descriptions = new Map<SplitName, Promise<SplitDescription>>();

  const open = (split: SplitName): AsyncIterable<Sample> => {
    const source = sources.get(split);
    if (source === undefined) throw codexError('CML4304', { split });
    return refuseEmpty(source, split);
  };

  const summarise = async (split: SplitName): Promise<SplitDescription> => {
    const summary = await describeSamples(open(split), shape);
    const { source, license } = sources.get(split)!;
    return { source, ...summary, ...(license === undefined ? {} : { license }) };
  };

  return {
    shape,
    splits: [...sources.keys()],
    open,
    describe: (split) => {
      const known = descriptions.get(split);
      if (known !== undefined) return known;
      const description = summarise(split);
      descriptions.set(split, description);
      // a failure is not kept: the user may put the file in place and try again
      description.catch(() => descriptions.delete(split));
      return description;
    },
  };
}

async function* refuseEmpty(source: SplitSource, split: SplitName): AsyncGenerator<Sample> {
  let hasText = false;
  for await (const sample of source.read()) {
    hasText ||= sample.text !== '';
    yield sample;
  }
  if (!hasText) throw codexError('CML4203', { source: source.source, split });
}
