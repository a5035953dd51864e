// Which text is trained on and which is held out. It assigns samples or cuts a text; it knows nothing of tokens.
import { createHash } from 'node:crypto';
import { codexError, type Dataset, type JsonObject, type Sample, type SplitName } from '@codex-ml/plugin-api';

/** `dataset.split` of the config. */
export interface SplitShares {
  readonly validation: number;
  readonly test: number;
  readonly by: 'auto' | 'position' | 'seed';
}

export interface SplitOptions {
  readonly split: SplitShares;
  /** Whether the user wrote `dataset.split`: only then does a dataset with splits of its own refuse it. */
  readonly explicit: boolean;
  readonly seed: number;
}

/** The splits of a run. */
export interface SplitSource {
  readonly shape: Dataset['shape'];
  readonly splits: readonly SplitName[];
  /** How they came about, for the data manifest. */
  readonly rule: JsonObject;
  /** Samples of a split, always in the same order. @throws CML4304 for a split that is not there */
  open(split: SplitName): AsyncIterable<Sample>;
}

/**
 * Apply the config's split to a dataset that has only a training split; use the dataset's own where it has more.
 *
 * - by position: the first part is for training, then validation, then the test split at the end. A stream is cut at a character
 *   (never inside a surrogate pair), documents at a sample.
 * - by seed: a sample's split follows from a hash of (seed, sample id) alone, so new samples move no other.
 * @throws CML4303 for shares beside own splits, CML4305 for a stream by seed, CML4306 for shares that leave nothing
 */
export function splitSamples(dataset: Dataset, { split, explicit, seed }: SplitOptions): SplitSource {
  const { shape } = dataset;
  const { validation, test } = split;
  if (dataset.splits.some((name) => name !== 'train')) {
    if (explicit && validation + test > 0) {
      throw codexError('CML4303', { splits: dataset.splits.join(', ') });
    }
    return source(shape, dataset.splits, { kind: 'native' }, (name) => dataset.open(name));
  }
  if (validation + test >= 1) throw codexError('CML4306', { validation, test });
  const by = split.by !== 'auto' ? split.by : shape === 'stream' ? 'position' : 'seed';
  const splits: readonly SplitName[] = [
    'train',
    ...(validation > 0 ? (['validation'] as const) : []),
    ...(test > 0 ? (['test'] as const) : []),
  ];
  if (splits.length === 1) return source(shape, splits, { kind: 'none' }, (name) => dataset.open(name));
  if (by === 'seed') {
    if (shape === 'stream') throw codexError('CML4305', { by });
    const open = (name: SplitName) => keepAssigned(dataset.open('train'), name, split, seed);
    return source(shape, splits, { kind: 'seed', seed, validation, test }, open);
  }
  return source(shape, splits, { kind: 'position', validation, test }, byPosition(dataset, split));
}

function source(
  shape: Dataset['shape'],
  splits: readonly SplitName[],
  rule: JsonObject,
  open: (split: SplitName) => AsyncIterable<Sample>,
): SplitSource {
  return {
    shape,
    splits,
    rule,
    open(split) {
      if (!splits.includes(split)) throw codexError('CML4304', { split });
      return open(split);
    },
  };
}

/** The split a sample belongs to: its hash as a fraction; validation takes the lowest ones, the test split those above. */
export function assignSplit(seed: number, sampleId: string, { validation, test }: SplitShares): SplitName {
  const digest = createHash('sha256').update(`${seed}\n${sampleId}`, 'utf8').digest();
  const fraction = digest.readUIntBE(0, 6) / 2 ** 48;
  if (fraction < validation) return 'validation';
  return fraction < validation + test ? 'test' : 'train';
}

async function* keepAssigned(
  samples: AsyncIterable<Sample>,
  split: SplitName,
  shares: SplitShares,
  seed: number,
): AsyncGenerator<Sample> {
  for await (const sample of samples) {
    if (assignSplit(seed, sample.id, shares) === split) yield sample;
  }
}

/** Cuts by position; the size is counted once, when a split is first opened. */
function byPosition(dataset: Dataset, shares: SplitShares): (split: SplitName) => AsyncIterable<Sample> {
  const unitsOf = (sample: Sample) => (dataset.shape === 'stream' ? sample.text.length : 1);
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
      } else if (dataset.shape === 'stream') {
        const text = sample.text.slice(cutAt(sample.text, begin - at), cutAt(sample.text, end - at));
        if (text !== '') yield { ...sample, text };
      }
      at = next;
      // Nothing more can follow: spare the rest of a long dataset.
      if (at >= end) return;
    }
  };
}

/** The part of `total` units that a split gets, from rounded boundaries, so that the parts meet exactly. */
function rangeOf(split: SplitName, total: number, { validation, test }: SplitShares) {
  const trainEnd = Math.round(total * (1 - validation - test));
  const validationEnd = Math.round(total * (1 - test));
  if (split === 'train') return { begin: 0, end: trainEnd };
  if (split === 'validation') return { begin: trainEnd, end: validationEnd };
  return { begin: validationEnd, end: total };
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
