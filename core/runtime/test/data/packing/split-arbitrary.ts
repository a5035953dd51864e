// Encoded splits made up of samples of any length, and what is to be learned of them. Token i has id i: a target names its own place.
import type { TokenBatch } from '@codex-ml/plugin-api';
import { IGNORED, type SplitData } from '@codex-ml/runtime/data';
import fc from 'fast-check';

export interface MadeSplit {
  readonly data: SplitData;
  /** Places of the targets that carry loss where samples are kept apart: no sample's first token is one. */
  readonly apart: readonly number[];
  /** The same where they are joined: only the first token of all is none. */
  readonly joined: readonly number[];
}

/** @param learned which tokens carry loss; all where it is left out */
export function makeSplit(lengths: readonly number[], learned?: readonly boolean[]): MadeSplit {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const starts = new Float64Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = starts[i]! + length;
  });
  const tokens = Uint16Array.from({ length: total }, (_, i) => i);
  const learn = learned && Uint8Array.from(tokens, (place) => (learned[place % learned.length] ? 1 : 0));
  const firsts = new Set(starts);
  const joined = [...tokens].filter((place) => place > 0 && learn?.[place] !== 0);
  return {
    data: { tokens, starts, learn },
    joined,
    apart: joined.filter((place) => !firsts.has(place)),
  };
}

const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 90 })), {
  minLength: 1,
  maxLength: 40,
});
const learned = fc.array(fc.boolean(), { minLength: 1, maxLength: 23 });

/** Splits with something to learn in both ways. */
export const splits = fc
  .tuple(lengths, fc.option(learned, { nil: undefined }))
  .map(([sizes, mask]) => makeSplit(sizes, mask))
  .filter(({ apart }) => apart.length > 0);

/** Places of the targets that count in a batch, row by row; an error where one does not follow its input. */
export function targetsOf(batch: TokenBatch): number[] {
  const found: number[] = [];
  batch.targets.forEach((target, i) => {
    const weight = batch.weights[i]!;
    if ((target === IGNORED) !== (weight === 0)) throw new RangeError(`target ${target} weighs ${weight}`);
    if (weight === 0) return;
    if (weight !== 1 || target !== batch.inputs[i]! + 1)
      throw new RangeError(`target ${target} is misplaced`);
    found.push(target);
  });
  return found;
}
