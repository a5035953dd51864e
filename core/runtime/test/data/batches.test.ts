import type { TokenBatch } from '@codex-ml/plugin-api';
import {
  blockCount,
  createEvaluationBatches,
  createTrainingBatches,
  IGNORED,
  type TrainingBatchesOptions,
} from '@codex-ml/runtime/data';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';

/** Token i has id i, so that a target names its own place. */
const counting = (length: number) => Uint16Array.from({ length }, (_, i) => i);

/** One sample holds them all. */
const split = (tokens: Uint16Array) => ({ tokens, starts: Float64Array.of(0, tokens.length) });

const rowOf = (batch: TokenBatch, row: number) => ({
  inputs: [...batch.inputs.subarray(row * batch.length, (row + 1) * batch.length)],
  targets: [...batch.targets.subarray(row * batch.length, (row + 1) * batch.length)],
  weights: [...batch.weights.subarray(row * batch.length, (row + 1) * batch.length)],
});

/** Targets that count, after checking that each follows its input and that all others are ignored. */
function countedTargets(batch: TokenBatch): number[] {
  expect(batch.inputs.length).to.equal(batch.rows * batch.length);
  const targets: number[] = [];
  batch.targets.forEach((target, i) => {
    if (batch.weights[i] === 0) expect(target).to.equal(IGNORED);
    else {
      expect(batch.weights[i]).to.equal(1);
      expect(target).to.equal(batch.inputs[i]! + 1);
      targets.push(target);
    }
  });
  return targets;
}

const sizes = fc.record({
  length: fc.integer({ min: 2, max: 300 }),
  context: fc.integer({ min: 1, max: 40 }),
  batch: fc.integer({ min: 1, max: 7 }),
});

describe('createEvaluationBatches', () => {
  it('makes every token but the first a target exactly once, in batches of one shape', () => {
    fc.assert(
      fc.property(sizes, ({ length, context, batch }) => {
        const tokens = counting(length);
        const batches = createEvaluationBatches({ split: 'validation', ...split(tokens), context, batch });
        const all = [...batches];
        expect(all.length).to.equal(batches.count);
        for (const one of all) expect(one).to.include({ rows: batch, length: context });
        expect(all.flatMap(countedTargets)).to.deep.equal([...tokens.subarray(1)]);
      }),
    );
  });

  it('shifts targets by one and pads the last block and the missing rows', () => {
    const batches = createEvaluationBatches({ split: 'test', ...split(counting(7)), context: 4, batch: 3 });
    expect(batches.count).to.equal(1);
    const batch = batches.at(0);
    expect(rowOf(batch, 0)).to.deep.equal({
      inputs: [0, 1, 2, 3],
      targets: [1, 2, 3, 4],
      weights: [1, 1, 1, 1],
    });
    expect(rowOf(batch, 1)).to.deep.equal({
      inputs: [4, 5, 0, 0],
      targets: [5, 6, IGNORED, IGNORED],
      weights: [1, 1, 0, 0],
    });
    expect(rowOf(batch, 2).weights).to.deep.equal([0, 0, 0, 0]);
  });

  it('stops at the limit', () => {
    const options = { split: 'validation' as const, ...split(counting(101)), context: 10, batch: 2 };
    expect(createEvaluationBatches({ ...options, limit: 2 }).count).to.equal(2);
    expect(createEvaluationBatches({ ...options, limit: 99 }).count).to.equal(5);
    const limited = [...createEvaluationBatches({ ...options, limit: 2 })].flatMap(countedTargets);
    expect(limited.length).to.equal(40);
  });

  it('refuses a split without a target, saying how many tokens it has', () => {
    const attempt = () =>
      createEvaluationBatches({ split: 'test', ...split(counting(1)), context: 4, batch: 1 });
    expect(attempt).to.throw('the `test` split has 1 tokens, but 2 are needed');
  });
});

describe('createTrainingBatches', () => {
  const create = (changes: Partial<TrainingBatchesOptions> = {}) =>
    createTrainingBatches({
      ...split(counting(103)),
      context: 8,
      batch: 5,
      stream: createRng(1337, 'data'),
      ...changes,
    });

  it('makes every target occur once per epoch, whatever the shift', () => {
    fc.assert(
      fc.property(
        sizes.filter(({ length, context }) => length > context),
        fc.boolean(),
        fc.nat(),
        ({ length, context, batch }, shift, seed) => {
          const tokens = counting(length);
          const batches = createTrainingBatches({
            ...split(tokens),
            context,
            batch,
            shift,
            stream: createRng(seed),
          });
          const blocks = batches.blocksPerEpoch;
          expect(blocks).to.equal(blockCount(length, context));
          // Rows of `batch` epochs fill whole batches.
          const counts = new Array(length).fill(0);
          for (let k = 0; k < blocks; k++)
            for (const target of countedTargets(batches.at(k))) counts[target]++;
          expect(counts).to.deep.equal([0, ...new Array(length - 1).fill(batch)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same batch k whatever was asked before: resuming is asking for the next number', () => {
    const straight = create();
    const all = Array.from({ length: 60 }, (_, k) => straight.at(k));
    fc.assert(
      fc.property(fc.nat(59), fc.nat(59), (first, second) => {
        const resumed = create();
        expect(resumed.at(first)).to.deep.equal(all[first]);
        expect(resumed.at(second)).to.deep.equal(all[second]);
      }),
      { numRuns: 40 },
    );
    for (let k = 30; k < 60; k++) expect(create().at(k)).to.deep.equal(all[k]);
  });

  it('fills the batch at the end of an epoch from the next one', () => {
    const batches = create({ shift: false });
    expect(batches.blocksPerEpoch).to.equal(13);
    for (let k = 0; k < 20; k++) {
      for (let row = 0; row < 5; row++) {
        expect(rowOf(batches.at(k), row).weights.some((weight) => weight > 0)).to.equal(true);
      }
    }
    expect(batches.epochsAfter(13)).to.equal(5);
    expect(batches.epochsAfter(1)).to.be.closeTo(5 / 13, 1e-12);
  });

  it('takes another order in each epoch and for each seed', () => {
    const firstRows = (stream = createRng(1337, 'data')) => {
      const batches = create({ batch: 13, shift: false, stream });
      return [0, 1, 2].map((k) => [...batches.at(k).inputs].join());
    };
    expect(new Set(firstRows()).size).to.equal(3);
    expect(firstRows(createRng(1, 'data'))).to.not.deep.equal(firstRows());
  });

  it('moves the block boundaries from epoch to epoch, or keeps them', () => {
    const starts = (shift: boolean) => {
      const batches = create({ batch: 13, shift });
      const epochs = [0, 1, 2, 3, 4, 5].map((k) => {
        const { inputs } = batches.at(k);
        return new Set(Array.from({ length: 13 }, (_, row) => inputs[row * 8]! % 8)).values().next().value;
      });
      return new Set(epochs).size;
    };
    expect(starts(false)).to.equal(1);
    expect(starts(true)).to.be.greaterThan(1);
  });

  it('refuses a text shorter than one block, saying what it has and needs', () => {
    expect(() => create(split(counting(8))))
      .to.throw('the `train` split has 8 tokens, but 9 are needed')
      .with.property('code', 'CML4302');
    expect(create(split(counting(9))).blocksPerEpoch).to.equal(1);
  });
});
