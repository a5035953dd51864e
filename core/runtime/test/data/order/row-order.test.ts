import { createRowOrder, type OrderPlan } from '@codex-ml/runtime/data';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';

const WHOLE = { index: 0, total: 1 };

const orders = fc.record({
  shuffle: fc.constantFrom('full' as const, 'window' as const, 'none' as const),
  window: fc.integer({ min: 1, max: 40 }),
  rows: fc.integer({ min: 1, max: 100 }),
  seed: fc.nat(1000),
});

interface Case extends Pick<OrderPlan, 'shuffle' | 'window'> {
  readonly rows: number;
  readonly seed: number;
}

function orderOf({ shuffle, window, rows, seed }: Case, shard = WHOLE) {
  return createRowOrder({ shuffle, window, shard }, rows, createRng(seed, 'order'));
}

describe('createRowOrder', () => {
  it('gives each row of an epoch once, epoch after epoch', () => {
    fc.assert(
      fc.property(orders, (one) => {
        const order = orderOf(one);
        for (const epoch of [0, 1, 2]) {
          const places = Array.from({ length: one.rows }, (_, i) => order.at(epoch * one.rows + i));
          expect(places.every((place) => place.epoch === epoch)).to.equal(true);
          const rows = places.map(({ row }) => row).sort((a, b) => a - b);
          expect(rows).to.deep.equal(Array.from({ length: one.rows }, (_, i) => i));
        }
      }),
    );
  });

  it('gives the same row at a place whatever was asked before', () => {
    fc.assert(
      fc.property(orders, fc.array(fc.nat(400), { maxLength: 20 }), (one, places) => {
        const straight = orderOf(one);
        const all = Array.from({ length: 401 }, (_, n) => straight.at(n));
        const jumping = orderOf(one);
        for (const n of places) expect(jumping.at(n)).to.deep.equal(all[n]);
      }),
    );
  });

  it('lets epochs differ in rows: places stay where they are, rows are left out or come again', () => {
    fc.assert(
      fc.property(
        orders,
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 3, maxLength: 3 }),
        (one, sizes) => {
          const { shuffle, window, rows, seed } = one;
          const plan = { shuffle, window, shard: WHOLE };
          const order = createRowOrder(plan, rows, createRng(seed, 'order'), (epoch) => sizes[epoch]!);
          for (const [epoch, size] of sizes.entries()) {
            const places = Array.from({ length: rows }, (_, i) => order.at(epoch * rows + i));
            expect(places.every((place) => place.epoch === epoch && place.row < size)).to.equal(true);
            const seen = new Map<number, number>();
            for (const { row } of places) seen.set(row, (seen.get(row) ?? 0) + 1);
            expect(seen.size).to.equal(Math.min(rows, size));
            const times = [...seen.values()];
            expect(Math.max(...times) - Math.min(...times)).to.be.at.most(1);
          }
        },
      ),
    );
  });

  it('deals one sequence out to shards: put together in turn they are the sequence of one process', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 7 }), (one, total) => {
        const whole = orderOf(one);
        const shards = Array.from({ length: total }, (_, index) => orderOf(one, { index, total }));
        for (let position = 0; position < 300; position++) {
          const place = shards[position % total]!.at(Math.floor(position / total));
          expect(place).to.deep.equal(whole.at(position));
        }
      }),
    );
  });

  it('keeps rows in their window, and windows in order', () => {
    fc.assert(
      fc.property(orders, (one) => {
        const order = orderOf({ ...one, shuffle: 'window' });
        for (let n = 0; n < 2 * one.rows; n++) {
          const window = Math.floor((n % one.rows) / one.window);
          expect(Math.floor(order.at(n).row / one.window)).to.equal(window);
        }
      }),
    );
  });

  it('changes from epoch to epoch and from seed to seed where it is shuffled, and never where it is not', () => {
    const rows = (shuffle: OrderPlan['shuffle'], epoch: number, seed = 1) => {
      const order = orderOf({ shuffle, window: 20, rows: 100, seed });
      return Array.from({ length: 100 }, (_, i) => order.at(100 * epoch + i).row);
    };
    for (const shuffle of ['full', 'window'] as const) {
      expect(rows(shuffle, 0)).to.not.deep.equal(rows(shuffle, 1));
      expect(rows(shuffle, 0)).to.not.deep.equal(rows(shuffle, 0, 2));
    }
    expect(rows('none', 3)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i));
  });

  it('finds place 10,000,000 of a shuffle within windows without shuffling what comes before', () => {
    const rows = 40_000_000;
    const order = orderOf({ shuffle: 'window', window: 10_000, rows, seed: 1 });
    const start = process.cpuUsage();
    const { row } = order.at(10_000_000);
    const { user } = process.cpuUsage(start);
    expect(row).to.be.within(10_000_000, 10_009_999);
    expect(user / 1000, 'milliseconds').to.be.below(200);
  });
});
