import { type Interval, planArena } from '@codex-ml/engine-onnx/dist/stages/plan-arena.js';
import { expect } from 'chai';
import fc from 'fast-check';

const intervals = fc
  .array(fc.record({ first: fc.nat(30), length: fc.nat(10), bytes: fc.integer({ min: 0, max: 5000 }) }), {
    maxLength: 60,
  })
  .map((list) => {
    const entries = list.map(({ first, length, bytes }, i): [number, Interval] => [
      i,
      { first, last: first + length, bytes },
    ]);
    return new Map(entries);
  });

describe('planArena', () => {
  it('never lets values overlap that live at the same time, and holds all of them', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        const { offsets, bytes } = planArena(all);
        expect(offsets.size).to.equal(all.size);
        for (const [a, first] of all) {
          const start = offsets.get(a)!;
          expect(start % 64).to.equal(0);
          expect(start + first.bytes).to.be.at.most(bytes);
          for (const [b, second] of all) {
            if (b <= a || first.last < second.first || second.last < first.first) continue;
            const other = offsets.get(b)!;
            expect(start + first.bytes <= other || other + second.bytes <= start).to.equal(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lays no value across two pieces, which are as large as the largest value at least', () => {
    fc.assert(
      fc.property(intervals, fc.constantFrom(64, 1024, 8192), (all, smallest) => {
        const { offsets, bytes, piece } = planArena(all, smallest);
        expect(piece).to.be.at.least(smallest);
        for (const [a, first] of all) {
          const start = offsets.get(a)!;
          expect(start + first.bytes).to.be.at.most(bytes);
          if (first.bytes > 0) {
            expect(Math.floor(start / piece)).to.equal(Math.floor((start + first.bytes - 1) / piece));
          }
          for (const [b, second] of all) {
            if (b <= a || first.last < second.first || second.last < first.first) continue;
            const other = offsets.get(b)!;
            expect(start + first.bytes <= other || other + second.bytes <= start).to.equal(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is no larger than all values side by side, and no smaller than those that live at one time', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        const padded = (list: readonly Interval[]): number =>
          list.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 64) * 64, 0);
        const list = [...all.values()];
        const { bytes } = planArena(all);
        expect(bytes).to.be.at.most(padded(list));
        for (let time = 0; time <= 40; time++) {
          const living = list.filter(({ first, last }) => first <= time && time <= last);
          expect(bytes).to.be.at.least(padded(living));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('uses a place again as soon as its value is not needed any more', () => {
    const chain = Array.from({ length: 20 }, (_, i): [number, Interval] => [
      i,
      { first: i, last: i + 1, bytes: 640 },
    ]);
    expect(planArena(new Map(chain)).bytes).to.equal(1280);
  });
});
