import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { lossQuantile } from 'codex-ml-acme';
import { observe } from 'codex-ml-acme/dist/conformance.js';

describe('loss-quantile', () => {
  const create = (options: object) =>
    lossQuantile.create({ options: lossQuantile.options.parse(options), ctx: testContext() });

  it('is within the promised share of the true quantile, for losses of any size', async () => {
    const losses = Array.from({ length: 2000 }, (_, i) => 1e-4 * 1.01 ** i);
    for (const accuracy of [0.1, 0.01, 0.001]) {
      for (const quantile of [0.05, 0.5, 0.9, 0.99]) {
        const metric = await create({ quantile, accuracy });
        const value = metric.value(metric.update(metric.initial(), observe(losses)));
        const exact = losses[Math.ceil(quantile * losses.length) - 1] ?? Number.NaN;
        // Losses arrive in float32, which adds an error of its own.
        expect(Math.abs((value ?? 0) / exact - 1)).to.be.at.most(accuracy + 1e-6);
      }
    }
  });

  it('keeps a few hundred numbers, however many tokens it has seen', async () => {
    const metric = await create({});
    let state = metric.initial();
    for (let batch = 0; batch < 50; batch++) {
      state = metric.update(
        state,
        observe(Array.from({ length: 1000 }, (_, i) => (batch + 1) * (i + 1) * 1e-3)),
      );
    }
    expect(JSON.stringify(state).length).to.be.below(20_000);
  });

  it('refuses a loss that is not a number, and says where it stands', async () => {
    const metric = await create({});
    expect(() => metric.update(metric.initial(), observe([1, Number.NaN]))).to.throw(
      RangeError,
      'loss at place 1 of a batch: expected a finite number, received NaN',
    );
    const padded = metric.update(metric.initial(), observe([1, Number.NaN], [1, 0]));
    expect(metric.value(padded)).to.be.closeTo(1, 0.01);
  });

  it('refuses options outside of their range', () => {
    for (const options of [{ quantile: 0 }, { quantile: 1 }, { accuracy: 0 }, { quantil: 0.5 }]) {
      expect(lossQuantile.options.safeParse(options).success, JSON.stringify(options)).to.equal(false);
    }
  });
});
