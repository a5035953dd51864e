import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenBatch } from '@codex-ml/plugin-api';
import {
  type BatchPlan,
  createEpochBatches,
  createPlannedBatches,
  type EpochBatches,
  type PackedSplit,
  type PackMode,
  planPacking,
  TokenStore,
} from '@codex-ml/runtime/data';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';

const CONTEXT = 8;

const cases = fc.record({
  samples: fc.integer({ min: 12, max: 40 }),
  shuffle: fc.constantFrom('full' as const, 'window' as const, 'none' as const),
  window: fc.integer({ min: 1, max: 12 }),
  pack: fc.constantFrom<PackMode>('stream', 'documents', 'rows'),
  batch: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1000),
  total: fc.integer({ min: 1, max: 3 }),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** An epoch: sample i has 4 to 13 tokens, as chance has it, all of one id that is its own in this epoch. */
function drawSplit({ samples, pack, seed }: Case, epoch: number): PackedSplit {
  const store = new TokenStore(70_000);
  for (let i = 0; i < samples; i++) {
    const length = 4 + createRng(seed, `encode/${epoch}/${i}`).integer(10);
    store.append(new Array<number>(length).fill(epoch * 1000 + i + 1), `doc:${i}`);
  }
  const split = store.finish();
  return { ...split, packing: planPacking('train', pack, split, CONTEXT) };
}

function planOf({ batch, seed, shuffle, window, total }: Case, first: PackedSplit, index: number): BatchPlan {
  return {
    context: CONTEXT,
    batch,
    seed,
    stream: 'data',
    packing: first.packing,
    shift: shuffle !== 'none',
    order: { shuffle, window, shard: { index, total } },
  };
}

function open(one: Case, index = 0, prefetch?: { readonly depth: number; readonly onLost: () => void }) {
  const first = drawSplit(one, 0);
  const drawn: number[] = [];
  const draw = async (epoch: number) => {
    drawn.push(epoch);
    return drawSplit(one, epoch);
  };
  return {
    drawn,
    first,
    batches: createEpochBatches({ plan: planOf(one, first, index), first, draw, prefetch }),
  };
}

async function take(batches: EpochBatches, k: number): Promise<TokenBatch> {
  await batches.prepare(k, 1);
  return batches.at(k);
}

/** The ids that are inputs of a row. */
const rowOf = ({ inputs, weights, length }: TokenBatch, row: number) => {
  const places = Array.from({ length }, (_, i) => row * length + i);
  return places.filter((place) => weights[place] !== 0).map((place) => inputs[place]!);
};

describe('createEpochBatches', () => {
  it('makes each epoch of its own tokens, all of them but for what is more than the first epoch took', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const one = { ...drawn, batch: 1, total: 1 };
        const { batches, first } = open(one);
        const rows = batches.blocksPerEpoch;
        for (const epoch of [0, 1, 2]) {
          const ids: number[] = [];
          for (let place = 0; place < rows; place++) {
            ids.push(...rowOf(await take(batches, epoch * rows + place), 0));
          }
          expect(ids.every((id) => Math.floor((id - 1) / 1000) === epoch)).to.equal(true);
          const own = drawSplit(one, epoch);
          const whole = createPlannedBatches(planOf(one, own, 0), own);
          const seen: number[] = [];
          for (let k = 0; k < whole.blocksPerEpoch; k++)
            seen.push(...rowOf(whole.at(epoch * whole.blocksPerEpoch + k), 0));
          const over = whole.blocksPerEpoch - rows;
          // What the epoch would hold by itself, less whole rows or with some of them twice.
          if (over === 0) expect(count(ids)).to.deep.equal(count(seen));
          else expect(Math.abs(ids.length - seen.length)).to.be.at.most(Math.abs(over) * CONTEXT);
        }
        expect(first.tokens.length).to.be.greaterThan(0);
      }),
      { numRuns: 20 },
    );
  });

  it('draws no epoch but those that batches are asked of, each once', async () => {
    const one: Case = {
      samples: 30,
      shuffle: 'full',
      window: 10,
      pack: 'rows',
      batch: 2,
      seed: 5,
      total: 1,
    };
    const straight = open(one);
    const rows = straight.batches.blocksPerEpoch;
    for (let k = 0; 2 * (k + 1) <= 4 * rows; k++) await take(straight.batches, k);
    expect(straight.drawn).to.deep.equal([1, 2, 3]);
    const resumed = open(one);
    const at = Math.ceil((3 * rows) / 2) + 2;
    expect(await take(resumed.batches, at)).to.deep.equal(await take(straight.batches, at));
    expect(resumed.drawn).to.deep.equal([3]);
  });

  it('gives the same batch straight and resumed, also where a batch holds several epochs', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.array(fc.nat(10_000), { minLength: 1, maxLength: 3 }),
        async (one, cursors) => {
          const straight = open(one).batches;
          const length = Math.ceil((3.5 * straight.blocksPerEpoch) / (one.batch * one.total));
          const all: TokenBatch[] = [];
          for (let k = 0; k < length; k++) all.push(await take(straight, k));
          for (const cursor of cursors.map((n) => n % length)) {
            const resumed = open(one).batches;
            for (let k = cursor; k < Math.min(length, cursor + 5); k++) {
              expect(await take(resumed, k)).to.deep.equal(all[k]);
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('deals one sequence out to shards', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const whole = open({ ...one, batch: 1, total: 1 }).batches;
        const shards = Array.from({ length: one.total }, (_, index) => open(one, index).batches);
        const rounds = Math.ceil((2.5 * whole.blocksPerEpoch) / (one.total * one.batch));
        for (let k = 0; k < rounds; k++) {
          for (const [index, shard] of shards.entries()) {
            const batch = await take(shard, k);
            for (let row = 0; row < one.batch; row++) {
              const position = (k * one.batch + row) * one.total + index;
              expect(rowOf(batch, row)).to.deep.equal(rowOf(await take(whole, position), 0));
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  for (const pack of ['stream', 'documents', 'rows'] as const) {
    it(`has samples as ${pack} prepared by a thread, epoch after epoch`, async () => {
      const one: Case = { samples: 60, shuffle: 'full', window: 10, pack, batch: 2, seed: 9, total: 1 };
      const lost: string[] = [];
      const ahead = open(one, 0, { depth: 2, onLost: () => lost.push('lost') }).batches;
      const inPlace = open(one).batches;
      try {
        const length = Math.ceil((2.2 * inPlace.blocksPerEpoch) / one.batch);
        for (let k = 0; k < length; k++) {
          const batch = await take(ahead, k);
          // The thread of the next epoch needs some time to start.
          if ((k * one.batch) % inPlace.blocksPerEpoch < one.batch) await sleep(80);
          expect(batch, `batch ${k}`).to.deep.equal(await take(inPlace, k));
        }
      } finally {
        await ahead.close();
      }
      expect(lost).to.deep.equal([]);
    });
  }

  it('says so where an epoch was not prepared', async () => {
    const one: Case = { samples: 20, shuffle: 'none', window: 1, pack: 'rows', batch: 1, seed: 1, total: 1 };
    const { batches } = open(one);
    const k = 2 * batches.blocksPerEpoch;
    expect(() => batches.at(k))
      .to.throw('epoch 2')
      .with.property('code', 'CML9002');
    await batches.prepare(k, 1);
    expect(batches.at(k).rows).to.equal(1);
  });
});

function count(ids: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}
