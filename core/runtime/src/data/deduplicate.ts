// Leaves out samples whose text came before in the dataset. It knows nothing of splits: what it gives is split afterwards.
import { codexError, type Dataset, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { TextSet } from './text-set.js';

export type Deduplicate = 'none' | 'exact' | 'normalized';

export interface DeduplicatedDataset extends Dataset {
  /** Samples left out of a split; undefined until it was read to its end. */
  duplicates(split: SplitName): number | undefined;
}

/**
 * The dataset with the first of equal texts only, each split by itself.
 * @throws CML4311 for a dataset that is one text
 */
export function deduplicateDataset(dataset: Dataset, how: Exclude<Deduplicate, 'none'>): DeduplicatedDataset {
  if (dataset.shape === 'stream') throw codexError('CML4311', {});
  /** One bit a sample, set where it is kept, of splits that were read to their end. */
  const known = new Map<SplitName, { readonly kept: Bits; readonly duplicates: number }>();
  return {
    shape: dataset.shape,
    splits: dataset.splits,
    describe: (split) => dataset.describe(split),
    ...(dataset.files === undefined ? {} : { files: (split) => dataset.files!(split) }),
    duplicates: (split) => known.get(split)?.duplicates,
    async *open(split) {
      const found = known.get(split);
      if (found !== undefined) {
        yield* keepMarked(dataset.open(split), found.kept);
        return;
      }
      const texts = new TextSet();
      const kept = new Bits();
      let duplicates = 0;
      for await (const sample of dataset.open(split)) {
        const isNew = texts.add(how === 'exact' ? sample.text : normalizeText(sample.text));
        kept.push(isNew);
        if (isNew) yield sample;
        else duplicates++;
      }
      known.set(split, { kept, duplicates });
    },
  };
}

/** Lower case, every run of white space one space, none at the ends. */
export function normalizeText(text: string): string {
  return text.toLowerCase().replace(/\s+/gu, ' ').trim();
}

async function* keepMarked(samples: AsyncIterable<Sample>, kept: Bits): AsyncGenerator<Sample> {
  let index = 0;
  for await (const sample of samples) if (kept.at(index++)) yield sample;
}

class Bits {
  #bytes = new Uint8Array(1 << 10);
  #length = 0;

  push(bit: boolean): void {
    if (this.#length >> 3 === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (bit) this.#bytes[this.#length >> 3]! |= 1 << (this.#length & 7);
    this.#length++;
  }

  at(index: number): boolean {
    return index < this.#length && (this.#bytes[index >> 3]! & (1 << (index & 7))) !== 0;
  }
}
