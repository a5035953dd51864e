// A dataset and a tokenizer for the tests of the pipeline: texts from memory, one token per UTF-16 unit of text.
import type { Dataset, Sample, SplitName, Tokenizer } from '@codex-ml/plugin-api';

export function fakeDataset(
  shape: Dataset['shape'],
  texts: readonly string[] | Partial<Record<SplitName, readonly string[]>>,
): Dataset {
  const bySplit = (Array.isArray(texts) ? { train: texts } : texts) as Partial<
    Record<SplitName, readonly string[]>
  >;
  return {
    shape,
    splits: Object.keys(bySplit) as SplitName[],
    async *open(split): AsyncGenerator<Sample> {
      for (const [i, text] of (bySplit[split] ?? []).entries()) yield { id: `sample:${i}`, text };
    },
    describe: async (split) => ({
      source: 'memory',
      samples: bySplit[split]?.length ?? 0,
      bytes: Buffer.byteLength((bySplit[split] ?? []).join('')),
      sha256: 'f'.repeat(64),
    }),
  };
}

/** Ids are the UTF-16 units of the text. */
export function unitTokenizer(vocabularySize: number, eos?: number): Tokenizer {
  const encode = (text: string) => {
    const ids = Int32Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
    return { ids, attentionMask: new Uint8Array(ids.length).fill(1) };
  };
  return {
    vocabularySize,
    specials: eos === undefined ? {} : { eos },
    encode,
    encodeBatch: (texts) => texts.map(encode),
    decode: (ids) => String.fromCharCode(...ids),
    tokenToId: () => undefined,
    idToToken: () => undefined,
    tokenBytes: () => new Uint8Array(1),
    save: () => ({}),
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The rejection of a promise; fails the test where it resolves. */
export async function rejection(work: Promise<unknown>): Promise<Error & { code?: string }> {
  return work.then(
    () => expectFailure(),
    (error: Error & { code?: string }) => error,
  );
}

function expectFailure(): never {
  throw new RangeError('expected a rejection, but the promise resolved');
}
