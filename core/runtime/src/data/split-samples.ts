// Which text is trained on and which is held out. It assigns samples or cuts a text; it knows nothing of tokens.
import { codexError, type Dataset, type JsonObject, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { type Deduplicate, deduplicateDataset } from './deduplicate.js';
import {
  boundsForCounts,
  isCount,
  type SplitBounds,
  type SplitShares,
  sampleFraction,
  splitOf,
} from './split-assignment.js';

export interface SplitOptions {
  readonly split: SplitShares;
  /** Whether the user wrote `dataset.split`: only then does a dataset with splits of its own refuse it. */
  readonly explicit: boolean;
  readonly seed: number;
  /** `data.deduplicate` of the config: applied before anything is split. Default `none`. */
  readonly deduplicate?: Deduplicate | undefined;
}

/** The splits of a run. */
export interface SplitSource {
  readonly shape: Dataset['shape'];
  readonly splits: readonly SplitName[];
  /** How they came about, for the data manifest. */
  readonly rule: JsonObject;
  /** Samples of a split, always in the same order. @throws CML4304 for a split that is not there */
  open(split: SplitName): AsyncIterable<Sample>;
  /**
   * Samples that `data.deduplicate` left out: of the split where the dataset brings it, else of all that was split. Undefined where
   * nothing is left out, and until a split was read.
   */
  duplicates(split: SplitName): number | undefined;
}

/**
 * Apply the config's split to a dataset that has only a training split; use the dataset's own where it has more. Shares below 1 are
 * parts of the whole, others are numbers of samples.
 *
 * - by position: the first part is for training, then validation, then the test split at the end. A stream is cut at a character
 *   (never inside a surrogate pair), or at a sample where a share is a number; documents at a sample.
 * - by seed: a sample's split follows from a hash of (seed, sample id) alone, so new samples move no other. Numbers take the samples
 *   of the lowest hashes.
 * - by content: the same with a hash of the text, so that equal texts fall into one split.
 * @throws CML4303 for shares beside own splits, CML4305 for a stream by seed or content, CML4306 for shares that leave nothing,
 * CML4311 for a stream without repeated texts; when a split is opened CML4315 for numbers that leave nothing
 */
export function splitSamples(
  original: Dataset,
  { split, explicit, seed, deduplicate = 'none' }: SplitOptions,
): SplitSource {
  const deduplicated = deduplicate === 'none' ? null : deduplicateDataset(original, deduplicate);
  const dataset = deduplicated ?? original;
  const { shape } = dataset;
  const { validation, test } = split;
  const source = (
    splits: readonly SplitName[],
    rule: JsonObject,
    open: (name: SplitName) => AsyncIterable<Sample>,
  ): SplitSource => ({
    shape,
    splits,
    rule,
    open(name) {
      if (!splits.includes(name)) throw codexError('CML4304', { split: name });
      return open(name);
    },
    duplicates: (name) => deduplicated?.duplicates(rule['kind'] === 'native' ? name : 'train'),
  });

  if (dataset.splits.some((name) => name !== 'train')) {
    if (explicit && validation + test > 0) {
      throw codexError('CML4303', { splits: dataset.splits.join(', ') });
    }
    return source(dataset.splits, { kind: 'native' }, (name) => dataset.open(name));
  }
  if (partsOf(split) >= 1) throw codexError('CML4306', { validation, test });
  const by = split.by !== 'auto' ? split.by : shape === 'stream' ? 'position' : 'seed';
  const splits: readonly SplitName[] = [
    'train',
    ...(validation > 0 ? (['validation'] as const) : []),
    ...(test > 0 ? (['test'] as const) : []),
  ];
  if (splits.length === 1) return source(splits, { kind: 'none' }, (name) => dataset.open(name));
  if (by === 'position') {
    return source(splits, { kind: 'position', validation, test }, byPosition(dataset, split));
  }
  if (shape === 'stream') throw codexError('CML4305', { by });
  const rule = { kind: by, ...(by === 'seed' ? { seed } : {}), validation, test };
  return source(splits, rule, byHash(dataset, split, by, seed));
}

/** Sum of the shares that are parts of the whole. */
function partsOf({ validation, test }: SplitShares): number {
  return [validation, test].filter((share) => !isCount(share)).reduce((a, b) => a + b, 0);
}

/** Deals samples out by hash; where a share is a number, all hashes are looked at when a split is first opened. */
function byHash(
  dataset: Dataset,
  shares: SplitShares,
  by: 'seed' | 'content',
  seed: number,
): (split: SplitName) => AsyncIterable<Sample> {
  const { validation, test } = shares;
  let bounds: Promise<SplitBounds> | undefined;
  const count = async () => {
    let fractions = new Float64Array(1 << 10);
    let total = 0;
    for await (const sample of dataset.open('train')) {
      if (total === fractions.length) {
        const grown = new Float64Array(2 * total);
        grown.set(fractions);
        fractions = grown;
      }
      fractions[total++] = sampleFraction(sample, by, seed);
    }
    const sizes = sizesOf(shares, total);
    return boundsForCounts(fractions.subarray(0, total), sizes.validation, sizes.test);
  };
  return async function* (split) {
    bounds ??=
      isCount(validation) || isCount(test)
        ? count()
        : Promise.resolve({ validation, test: validation + test });
    const limits = await bounds;
    for await (const sample of dataset.open('train')) {
      if (splitOf(sampleFraction(sample, by, seed), limits) === split) yield sample;
    }
  };
}

/** Cuts by position; the size is counted once, when a split is first opened. */
function byPosition(dataset: Dataset, shares: SplitShares): (split: SplitName) => AsyncIterable<Sample> {
  const cutsText = dataset.shape === 'stream' && !isCount(shares.validation) && !isCount(shares.test);
  const unitsOf = (sample: Sample) => (cutsText ? sample.text.length : 1);
  let total: Promise<number> | undefined;
  const count = async () => {
    let units = 0;
    for await (const sample of dataset.open('train')) units += unitsOf(sample);
    return units;
  };
  return async function* (split) {
    total ??= count();
    const { begin, end } = rangeOf(split, await total, shares);
    let at = 0;
    for await (const sample of dataset.open('train')) {
      const next = at + unitsOf(sample);
      if (at >= begin && next <= end) {
        if (next > at) yield sample;
      } else if (cutsText) {
        const part = cutSample(sample, cutAt(sample.text, begin - at), cutAt(sample.text, end - at));
        if (part.text !== '') yield part;
      }
      at = next;
      // Nothing more can follow: spare the rest of a long dataset.
      if (at >= end) return;
    }
  };
}

/** The part of `total` units that a split gets, from rounded boundaries, so that the parts meet exactly. */
function rangeOf(split: SplitName, total: number, shares: SplitShares) {
  const { validation, test } = shares;
  let trainEnd: number;
  let validationEnd: number;
  if (isCount(validation) || isCount(test)) {
    const sizes = sizesOf(shares, total);
    validationEnd = total - sizes.test;
    trainEnd = validationEnd - sizes.validation;
  } else {
    trainEnd = Math.round(total * (1 - validation - test));
    validationEnd = Math.round(total * (1 - test));
  }
  if (split === 'train') return { begin: 0, end: trainEnd };
  if (split === 'validation') return { begin: trainEnd, end: validationEnd };
  return { begin: validationEnd, end: total };
}

/** Samples of each held-out split of `samples`. @throws CML4315 where none is left for training */
function sizesOf({ validation, test }: SplitShares, samples: number) {
  const sizeOf = (share: number) => (isCount(share) ? share : Math.round(samples * share));
  const sizes = { validation: sizeOf(validation), test: sizeOf(test) };
  const wanted = sizes.validation + sizes.test;
  if (samples > 0 && wanted >= samples) throw codexError('CML4315', { wanted, samples });
  return sizes;
}

/** Part of a piece of a stream. */
function cutSample({ id, text, learn }: Sample, from: number, to: number): Sample {
  const ranges = learn
    ?.map(([start, end]) => [Math.max(start, from) - from, Math.min(end, to) - from] as const)
    .filter(([start, end]) => start < end);
  return { id, text: text.slice(from, to), ...(ranges === undefined ? {} : { learn: ranges }) };
}

/** The offset, within the text and moved behind a surrogate pair that it would tear apart. */
function cutAt(text: string, offset: number): number {
  if (offset <= 0) return 0;
  if (offset >= text.length) return text.length;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const insidePair = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return insidePair ? offset + 1 : offset;
}
