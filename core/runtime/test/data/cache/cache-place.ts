// A cache in a temporary folder, a dataset and a tokenizer for it, and a record of what the cache says.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, Sample } from '@codex-ml/plugin-api';
import {
  cachedSplit,
  createSamplePipeline,
  type DataCache,
  type EncodedSplit,
  openDataCache,
  splitSamples,
} from '@codex-ml/runtime/data';
import { fakeDataset, unitTokenizer } from '../fake-dataset.js';

export interface Voice {
  readonly said: string[];
  readonly noticed: string[];
  readonly errors: unknown[];
  say(line: string): void;
  notice(line: string): void;
  error(error: unknown): void;
}

export function recordVoice(): Voice {
  const [said, noticed, errors]: [string[], string[], unknown[]] = [[], [], []];
  return {
    said,
    noticed,
    errors,
    say: (line) => said.push(line),
    notice: (line) => noticed.push(line),
    error: (error) => errors.push(error),
  };
}

export async function openCacheIn(folder: string, voice: Voice, writable = true): Promise<DataCache> {
  return (await openDataCache(folder, voice, { writable }))!;
}

/** Documents of which some say what is learned. */
export const DOCUMENTS: readonly Sample[] = Array.from({ length: 200 }, (_, i) => ({
  id: `doc:${i}`,
  text: `document ${i} ${'x'.repeat(i % 17)}`,
  ...(i % 3 === 0 ? { learn: [[0, 4]] as const } : {}),
}));

export function datasetOf(samples: readonly Sample[]): Dataset {
  return {
    ...fakeDataset('documents', []),
    splits: ['train'],
    async *open() {
      yield* samples;
    },
  };
}

/** A source that must not be read. */
export const UNREADABLE: Dataset = {
  ...datasetOf([]),
  // biome-ignore lint/correctness/useYield: it fails before anything comes
  async *open() {
    throw new RangeError('the source was read');
  },
  describe: () => Promise.reject(new RangeError('the source was described')),
};

/** Units of text as ids, with offsets, which masks need. */
export function offsetTokenizer() {
  const plain = unitTokenizer(256, 0);
  const encode = (text: string) => ({
    ...plain.encode(text),
    offsets: Uint32Array.from({ length: 2 * text.length }, (_, i) => (i + 1) >> 1),
  });
  return { ...plain, encode };
}

export interface EncodeRequest {
  readonly dataset?: Dataset;
  /** What the tokens depend on. */
  readonly ingredients?: Readonly<Record<string, string>>;
  readonly mayKeep?: () => Promise<boolean>;
}

/** The training split, through the cache. */
export function encodeThrough(cache: DataCache, request: EncodeRequest = {}): Promise<EncodedSplit> {
  const {
    dataset = datasetOf(DOCUMENTS),
    ingredients = { 'the text': 'a' },
    mayKeep = async () => true,
  } = request;
  return cachedSplit({
    cache,
    what: 'tokens of the train split',
    identity: { kind: 'tokens', plugin: 'test/memory', name: 'train', ingredients },
    encode: {
      source: splitSamples(dataset, {
        split: { validation: 0, test: 0, by: 'auto' },
        explicit: true,
        seed: 1,
      }),
      split: 'train',
      pipeline: createSamplePipeline({ checks: [], onCheckError: () => undefined }),
      tokenizer: offsetTokenizer(),
    },
    describeOrigin: async () => {
      const { source, sha256 } = await dataset.describe('train');
      return { source, sha256 };
    },
    mayKeep,
  });
}

/** All of a split as plain values. */
export function contentOf(split: EncodedSplit) {
  const { tokens, starts, learn, samples, bytes, sha256, tokensSha256, tally } = split;
  return {
    tokens: [...tokens],
    starts: [...starts],
    learn: learn === undefined ? null : [...learn],
    ids: Array.from({ length: samples }, (_, i) => split.sampleId(i)),
    bytes,
    sha256,
    tokensSha256,
    tally,
  };
}

/** Names of the entries of tokens, leftovers included. */
export function namesIn(cacheFolder: string): string[] {
  return readdirSync(join(cacheFolder, 'tokens'));
}
