import constant from '@codex-ml/optimizers/dist/constant.js';
import cosine from '@codex-ml/optimizers/dist/cosine.js';
import linear from '@codex-ml/optimizers/dist/linear.js';
import type { Schedule } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { contextFor } from './quadratic.js';

interface Plan {
  readonly steps: number;
  readonly warmup: number;
  readonly floor: number;
}

const MAKERS = {
  constant: ({ steps, warmup }: Plan) =>
    constant.create({ options: { warmup }, steps, ctx: contextFor('std/constant') }) as Schedule,
  linear: ({ steps, warmup, floor }: Plan) =>
    linear.create({ options: { warmup, floor }, steps, ctx: contextFor('std/linear') }) as Schedule,
  cosine: ({ steps, warmup, floor }: Plan) =>
    cosine.create({ options: { warmup, floor }, steps, ctx: contextFor('std/cosine') }) as Schedule,
} as const;

/** Plans whose warmup fits. */
const plans: fc.Arbitrary<Plan> = fc
  .record({
    steps: fc.integer({ min: 1, max: 500 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    floor: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ steps, part, floor }) => ({ steps, warmup: Math.floor(part * steps), floor }));

const factors = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, i) => schedule.factor(i + 1));

for (const [name, make] of Object.entries(MAKERS)) {
  describe(`the ${name} schedule`, () => {
    it('stays between 0 and 1 at every step, also outside of the plan', () => {
      fc.assert(
        fc.property(plans, fc.integer({ min: -10, max: 2000 }), (plan, step) => {
          const factor = make(plan).factor(step);
          return factor >= 0 && factor <= 1;
        }),
      );
    });

    it('rises by the same amount at each update of the warmup and is full at its end', () => {
      fc.assert(
        fc.property(plans, (plan) => {
          const schedule = make(plan);
          for (let step = 1; step < plan.warmup; step++) {
            expect(schedule.factor(step)).to.equal(step / plan.warmup);
          }
          expect(schedule.factor(Math.max(plan.warmup, 1))).to.equal(1);
        }),
      );
    });

    it('never rises after the warmup', () => {
      fc.assert(
        fc.property(plans, (plan) => {
          const after = factors(make(plan), plan.steps + 5).slice(Math.max(plan.warmup, 1) - 1);
          after.forEach((factor, i) => {
            if (i > 0) expect(factor).to.be.at.most(after[i - 1]!);
          });
        }),
      );
    });

    it('depends on the step alone', () => {
      fc.assert(
        fc.property(plans, (plan) => {
          const schedule = make(plan);
          const forward = factors(schedule, plan.steps);
          const backward = forward.map((_, i) => schedule.factor(plan.steps - i)).reverse();
          expect(backward).to.deep.equal(forward);
          expect(factors(make(plan), plan.steps)).to.deep.equal(forward);
        }),
      );
    });

    it('refuses a warmup longer than the plan, naming both numbers', () => {
      expect(() => make({ steps: 50, warmup: 100, floor: 0 })).to.throw(
        `schedule \`std/${name}\`: a warmup of 100 updates is longer than the plan of 50`,
      );
    });
  });
}

for (const name of ['linear', 'cosine'] as const) {
  describe(`the ${name} schedule`, () => {
    it('reaches the floor exactly at the last planned step and stays there', () => {
      fc.assert(
        fc.property(plans, (plan) => {
          fc.pre(plan.steps > Math.max(plan.warmup, 1));
          const schedule = MAKERS[name](plan);
          expect(schedule.factor(plan.steps)).to.equal(plan.floor);
          expect(schedule.factor(plan.steps + 1)).to.equal(plan.floor);
          expect(schedule.factor(1e9)).to.equal(plan.floor);
        }),
      );
    });

    it('stays at the full rate when the plan ends with the warmup or has one step', () => {
      expect(MAKERS[name]({ steps: 10, warmup: 10, floor: 0 }).factor(10)).to.equal(1);
      expect(MAKERS[name]({ steps: 1, warmup: 0, floor: 0 }).factor(1)).to.equal(1);
    });
  });
}

describe('known values', () => {
  it('of the constant schedule are 1 after the warmup', () => {
    const schedule = MAKERS.constant({ steps: 6, warmup: 4, floor: 0 });
    expect(factors(schedule, 6)).to.deep.equal([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('of the linear schedule lie on a line', () => {
    const schedule = MAKERS.linear({ steps: 6, warmup: 2, floor: 0.5 });
    expect(factors(schedule, 6)).to.deep.equal([0.5, 1, 0.875, 0.75, 0.625, 0.5]);
  });

  it('of the cosine schedule are those of equation 5', () => {
    const schedule = MAKERS.cosine({ steps: 9, warmup: 1, floor: 0.1 });
    const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((t) => 0.1 + 0.45 * (1 + Math.cos((Math.PI * t) / 8)));
    factors(schedule, 9).forEach((factor, i) => {
      expect(factor).to.be.closeTo(expected[i]!, 1e-15);
    });
    expect(schedule.factor(5)).to.be.closeTo(0.55, 1e-15);
  });
});

describe('the options of schedules', () => {
  it('default to no warmup and a floor of 0, and refuse what cannot work', () => {
    expect(constant.options.parse({})).to.deep.equal({ warmup: 0 });
    expect(linear.options.parse({})).to.deep.equal({ warmup: 0, floor: 0 });
    expect(cosine.options.parse({})).to.deep.equal({ warmup: 0, floor: 0 });
    for (const wrong of [{ warmup: -1 }, { warmup: 1.5 }, { floor: -0.1 }, { floor: 1.1 }]) {
      expect(cosine.options.safeParse(wrong).success, JSON.stringify(wrong)).to.equal(false);
    }
  });
});
