// The proof of orders: which samples a run sees, by their ids, whether it runs straight, is resumed, or is one of several shards.
import { createPlannedBatches, type OrderPlan, planPacking, TokenStore } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import fc from 'fast-check';

const cases = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 12, maxLength: 60 }),
  shuffle: fc.constantFrom('full' as const, 'window' as const, 'none' as const),
  window: fc.integer({ min: 1, max: 12 }),
  pack: fc.constantFrom('stream' as const, 'documents' as const, 'rows' as const),
  batch: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1000),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** A way to ask for the ids of the samples in each row of a batch, as a run would after starting anew. */
function openLog({ lengths, shuffle, window, pack, batch, seed }: Case, shard: OrderPlan['shard']) {
  const store = new TokenStore(100);
  for (const [i, length] of lengths.entries()) {
    store.append(new Array<number>(length).fill(i % 100), `doc:${i}`);
  }
  const split = store.finish();
  const context = 8;
  const batches = createPlannedBatches(
    {
      context,
      batch,
      seed,
      stream: 'data',
      packing: planPacking('train', pack, split, context),
      shift: shuffle !== 'none',
      order: { shuffle, window, shard },
    },
    split,
  );
  return {
    rowsPerEpoch: batches.blocksPerEpoch,
    at: (k: number) => batches.samplesAt(k).map((row) => row.map((index) => split.sampleId(index))),
  };
}

const WHOLE = { index: 0, total: 1 };

describe('the log of sample ids', () => {
  it('is the same straight and resumed at any batch, in epoch 2 and later as well', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(10_000), { minLength: 1, maxLength: 4 }), (one, cursors) => {
        const straight = openLog(one, WHOLE);
        const count = Math.ceil((3.5 * straight.rowsPerEpoch) / one.batch);
        const log = Array.from({ length: count }, (_, k) => straight.at(k));
        for (const cursor of cursors.map((n) => n % count)) {
          const resumed = openLog(one, WHOLE);
          for (let k = cursor; k < Math.min(count, cursor + 6); k++) {
            expect(resumed.at(k)).to.deep.equal(log[k]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of four shards, put together row by row, is that of one process', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const whole = openLog({ ...one, batch: 1 }, WHOLE);
        const shards = [0, 1, 2, 3].map((index) => openLog(one, { index, total: 4 }));
        const rounds = Math.ceil((2.5 * whole.rowsPerEpoch) / (4 * one.batch));
        for (let k = 0; k < rounds; k++) {
          const rows = shards.map((shard) => shard.at(k));
          for (let row = 0; row < one.batch; row++) {
            for (const [index, shard] of rows.entries()) {
              const position = (k * one.batch + row) * 4 + index;
              expect(shard[row]).to.deep.equal(whole.at(position)[0]);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('names every sample of an epoch that has a token to learn from', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const log = openLog({ ...one, pack: 'stream', batch: 1 }, WHOLE);
        const seen = new Set<string>();
        for (let k = 0; k < log.rowsPerEpoch; k++) for (const id of log.at(k).flat()) seen.add(id);
        // The last token of a stream is a target only.
        const { length } = one.lengths;
        const expected = one.lengths
          .map((size, i) => (i === length - 1 && size === 1 ? '' : `doc:${i}`))
          .filter((id) => id !== '');
        expect([...seen].sort()).to.deep.equal(expected.sort());
      }),
      { numRuns: 60 },
    );
  });
});
