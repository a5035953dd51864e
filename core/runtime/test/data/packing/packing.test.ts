import type { TokenBatch } from '@codex-ml/plugin-api';
import { groupRows } from '@codex-ml/runtime';
import {
  createEvaluationBatches,
  createTrainingBatches,
  describePacking,
  fillOf,
  IGNORED,
  type Packing,
  planPacking,
  resolvePack,
  rowCount,
} from '@codex-ml/runtime/data';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';
import { type MadeSplit, makeSplit, splits, targetsOf } from './split-arbitrary.js';

const MODES = ['stream', 'documents', 'rows'] as const;
type Mode = (typeof MODES)[number];

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const wanted = (mode: Mode, { apart, joined }: MadeSplit) => (mode === 'stream' ? joined : apart);
const sizes = fc.record({
  context: fc.integer({ min: 1, max: 40 }),
  batch: fc.integer({ min: 1, max: 7 }),
  seed: fc.nat(),
});

const rowsOf = (packing: Packing) => {
  if (packing.mode === 'stream') throw new RangeError('a stream has no packed rows');
  return packing.rows;
};

/** Documents of a row as the ids of their inputs; places behind them are padding. */
function documentsOf({ length, inputs, documents, weights }: TokenBatch, row: number): number[][] {
  const found: number[][] = [];
  for (let t = 0; t < length; t++) {
    const at = row * length + t;
    const number = documents![at]!;
    if (number === 0) {
      expect(weights[at]).to.equal(0);
      continue;
    }
    expect(number === found.length || number === found.length + 1, `document ${number}`).to.equal(true);
    if (number > found.length) found.push([]);
    found[number - 1]!.push(inputs[at]!);
  }
  return found;
}

for (const mode of MODES) {
  describe(`batches of samples packed as ${mode}`, () => {
    it('make every target that is learned occur once per epoch, and no other', () => {
      fc.assert(
        fc.property(splits, sizes, (made, { context, batch, seed }) => {
          fc.pre(mode !== 'stream' || made.data.tokens.length > context);
          const packing = planPacking('train', mode, made.data, context);
          const batches = createTrainingBatches({
            ...made.data,
            packing,
            context,
            batch,
            stream: createRng(seed),
          });
          // As many batches as an epoch has rows are `batch` epochs.
          const all = Array.from({ length: batches.blocksPerEpoch }, (_, k) =>
            targetsOf(batches.at(k)),
          ).flat();
          const expected = wanted(mode, made).flatMap((place) => Array.from({ length: batch }, () => place));
          expect(ascending(all)).to.deep.equal(ascending(expected));
        }),
        { numRuns: 150 },
      );
    });

    it('make every target occur once in an evaluation, in the same groups whatever the size of batches', () => {
      fc.assert(
        fc.property(splits, sizes, (made, { context, batch }) => {
          const packing = planPacking('test', mode, made.data, context);
          const create = (rows: number) =>
            createEvaluationBatches({ ...made.data, split: 'test', packing, context, batch: rows });
          const batches = create(batch);
          expect(ascending([...batches].flatMap(targetsOf))).to.deep.equal(wanted(mode, made));
          expect(batches.complete).to.equal(true);
          expect([...batches].length).to.equal(batches.count);
          const groups = (rows: number) => [...groupRows(create(rows), 4)];
          expect(groups(batch)).to.deep.equal(groups(1));
        }),
        { numRuns: 150 },
      );
    });

    it('name the samples whose tokens are inputs', () => {
      fc.assert(
        fc.property(splits, sizes, ({ data }, { context, batch, seed }) => {
          fc.pre(mode !== 'stream' || data.tokens.length > context);
          const packing = planPacking('train', mode, data, context);
          const batches = createTrainingBatches({
            ...data,
            packing,
            context,
            batch,
            stream: createRng(seed),
          });
          for (let k = 0; k < 3; k++) {
            const { length, inputs, weights } = batches.at(k);
            batches.samplesAt(k).forEach((samples, row) => {
              const places = Array.from({ length }, (_, t) => row * length + t);
              // Inputs whose targets count: a masked input looks like padding here.
              for (const at of places.filter((place) => weights[place] !== 0)) {
                const sample = data.starts.findLastIndex((start) => start <= inputs[at]!);
                expect(samples).to.include(sample);
              }
              expect(new Set(samples).size).to.equal(samples.length);
            });
          }
        }),
        { numRuns: 60 },
      );
    });

    it('are the same for the same number, whatever was asked before', () => {
      const { data } = makeSplit([5, 30, 1, 17, 64, 9, 9, 80, 3]);
      const packing = planPacking('train', mode, data, 16);
      const create = () =>
        createTrainingBatches({ ...data, packing, context: 16, batch: 3, stream: createRng(7) });
      const straight = Array.from({ length: 30 }, (_, k) => create().at(k));
      const batches = create();
      for (const k of [29, 3, 17, 4, 0]) expect(batches.at(k)).to.deep.equal(straight[k]);
    });

    it('leave nothing to learn from where nothing carries loss, and say so', () => {
      const { data } = makeSplit([4, 5, 6], [false]);
      expect(() => planPacking('validation', mode, data, 8))
        .to.throw('nothing in the `validation` split carries loss')
        .with.property('code', 'CML4341');
    });
  });
}

describe('samples kept apart', () => {
  it('lie side by side in rows, each whole where it fits, and are numbered from 1', () => {
    fc.assert(
      fc.property(splits, sizes, ({ data }, { context }) => {
        const packing = planPacking('train', 'documents', data, context);
        const batches = createEvaluationBatches({ ...data, split: 'train', packing, context, batch: 3 });
        for (const batch of batches) {
          for (let row = 0; row < batch.rows; row++) {
            for (const inputs of documentsOf(batch, row)) {
              const [first, last] = [inputs[0]!, inputs.at(-1)!];
              expect(inputs).to.deep.equal(Array.from({ length: inputs.length }, (_, i) => first + i));
              // Inputs of one sample only, its last token not among them.
              const sample = data.starts.findLastIndex((start) => start <= first);
              expect(last + 1).to.be.below(data.starts[sample + 1]!);
              // What begins within a sample begins where a piece as long as the context ended.
              expect((first - data.starts[sample]!) % context).to.equal(0);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('are cut where they are longer than the context, and lose no target', () => {
    const { data } = makeSplit([11]);
    const packing = planPacking('train', 'documents', data, 4);
    const rows = rowsOf(packing);
    expect([...rows.starts]).to.deep.equal([0, 4, 8]);
    expect([...rows.sizes]).to.deep.equal([4, 4, 2]);
    const batch = createEvaluationBatches({ ...data, split: 'train', packing, context: 4, batch: 3 }).at(0);
    expect([...batch.inputs]).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0]);
    expect([...batch.targets]).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, IGNORED, IGNORED]);
    expect([...batch.documents!]).to.deep.equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  it('take no place for what no loss depends on: behind the last target, and where nothing is learned', () => {
    // Samples of 6, the first without loss, the second learned in the middle.
    const mask = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0].map(Boolean);
    const { data } = makeSplit([6, 6], mask);
    const rows = rowsOf(planPacking('train', 'documents', data, 8));
    expect([...rows.starts]).to.deep.equal([6]);
    expect([...rows.sizes]).to.deep.equal([3]);
  });

  it('fill rows in the order of the data as far as that goes', () => {
    // 7 + 1, 5 + 3, 4 + 4 places of 8.
    const { data } = makeSplit([8, 6, 5, 2, 5, 4]);
    const rows = rowsOf(planPacking('train', 'documents', data, 8));
    expect([...rows.rowStarts]).to.deep.equal([0, 2, 4, 6]);
    expect([...rows.sizes]).to.deep.equal([7, 1, 5, 3, 4, 4]);
    expect(fillOf(rows, 8)).to.equal(1);
  });

  it('lose nothing from one window of them to the next, and stay near each other', () => {
    // Over 65,536 samples of 2 to 6 tokens: two windows.
    const count = 70_000;
    const starts = Float64Array.from({ length: count + 1 }, (_, i) => 4 * i + [0, -2, 1][i % 3]!);
    starts[0] = 0;
    const tokens = new Uint32Array(starts.at(-1)!);
    const rows = rowsOf(planPacking('train', 'documents', { tokens, starts }, 32));
    const found = Array.from(rows.starts, (start, i) => [start, rows.sizes[i]!] as const);
    found.sort(([a], [b]) => a - b);
    expect(found.length).to.equal(count);
    expect(
      found.every(([start, size], i) => start === starts[i] && start + size + 1 === starts[i + 1]),
    ).to.equal(true);
    const second = rows.rowStarts.findIndex((piece) => piece >= 65_536);
    expect(rows.rowStarts[second]).to.equal(65_536);
    expect(Math.min(...rows.starts.subarray(65_536))).to.equal(starts[65_536]);
    expect(fillOf(rows, 32)).to.be.above(0.99);
  });

  it('leave less than a hundredth of the places empty, for lengths like those of real text', () => {
    const draws = createRng(11, 'lengths');
    // Log-normal: median 55 tokens, some of thousands.
    const lengths = Array.from({ length: 20_000 }, () => 2 + Math.floor(Math.exp(4 + 1.2 * draws.normal())));
    const starts = new Float64Array(lengths.length + 1);
    lengths.forEach((length, i) => {
      starts[i + 1] = starts[i]! + length;
    });
    const tokens = new Uint16Array(starts.at(-1)!);
    for (const context of [256, 1024]) {
      const rows = rowsOf(planPacking('train', 'documents', { tokens, starts }, context));
      expect(fillOf(rows, context), `context ${context}`).to.be.above(0.99);
    }
  });
});

describe('samples one per row', () => {
  it('are as short as their batch allows, in at most four lengths', () => {
    const { data } = makeSplit([3, 70, 2, 200, 10, 400, 5, 900]);
    const context = 512;
    const packing = planPacking('train', 'rows', data, context);
    expect(rowCount(rowsOf(packing))).to.equal(9);
    const batches = createTrainingBatches({ ...data, packing, context, batch: 2, stream: createRng(3) });
    const lengths = Array.from({ length: 40 }, (_, k) => {
      const batch = batches.at(k);
      expect(batch.documents).to.equal(undefined);
      expect(batch.inputs.length).to.equal(2 * batch.length);
      return batch.length;
    });
    expect(ascending([...new Set(lengths)])).to.deep.equal(
      [128, 256, 384, 512].filter((one) => lengths.includes(one)),
    );
    expect(new Set(lengths).size).to.be.above(1);
    const scored = createEvaluationBatches({ ...data, split: 'test', packing, context, batch: 2 });
    const order = [...scored].map(({ length }) => length);
    expect(order).to.deep.equal(ascending(order));
    expect(new Set(order)).to.deep.equal(new Set([128, 256, 512]));
  });
});

describe('an evaluation with a limit', () => {
  it('takes the rows of the first batches only, and says that more are left', () => {
    const { data } = makeSplit([100, 3, 300, 4, 200, 5]);
    for (const mode of MODES) {
      const packing = planPacking('test', mode, data, 256);
      const limited = createEvaluationBatches({
        ...data,
        split: 'test',
        packing,
        context: 256,
        batch: 1,
        limit: 2,
      });
      expect(limited.complete, mode).to.equal(false);
      const rows = [...limited].flatMap(targetsOf);
      // The first two rows: samples 0 and 1, alone or joined by others.
      expect(rows, mode).to.include.members([1, 99]);
      expect(rows.length, mode).to.be.below(data.tokens.length - 6);
    }
  });
});

describe('resolvePack', () => {
  it('keeps samples apart where there is a mask or a conversation, unless told otherwise', () => {
    const learn = new Uint8Array(3);
    expect(resolvePack('auto', {})).to.equal('stream');
    expect(resolvePack('auto', { learn })).to.equal('documents');
    expect(resolvePack('auto', { conversations: 1 })).to.equal('documents');
    expect(resolvePack('rows', { learn })).to.equal('rows');
    expect(resolvePack('stream', { learn })).to.equal('stream');
  });
});

describe('describePacking', () => {
  const starts = Float64Array.of(0, 5, 14);
  const data = { tokens: new Uint16Array(14).fill(1), starts, sampleId: String };
  const say = (context: number, mode: 'documents' | 'rows' = 'documents') =>
    describePacking('train', planPacking('train', mode, data, context), context, 2);

  it('counts documents', () => {
    expect(say(8)).to.equal('train split: 2 documents kept apart in 2 rows of 8, 75.0 % full');
  });

  it('takes the pieces of documents that are longer than a row for no documents', () => {
    expect(say(4)).to.equal('train split: 3 pieces of 2 documents kept apart in 3 rows of 4, 100.0 % full');
    expect(say(8, 'rows')).to.equal('train split: 2 rows of one sample each, up to 8 tokens');
    expect(say(4, 'rows')).to.equal('train split: 3 rows of a piece each of 2 samples, up to 4 tokens');
  });
});
