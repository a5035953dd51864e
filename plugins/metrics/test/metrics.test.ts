import { observe, type ScoredToken } from '@codex-ml/metrics/dist/conformance.js';
import { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { createMetric, METRICS, measure } from './observe.js';

describe('perplexity', () => {
  it('of a model that knows nothing is the size of its vocabulary', () => {
    const uniform = new Array<ScoredToken>(50).fill({ nll: Math.log(65) });
    expect(measure('perplexity', uniform)).to.be.closeTo(65, 1e-4);
  });

  it('is the inverse geometric mean of the probabilities', () => {
    const tokens = [0.5, 0.25, 0.125].map((p) => ({ nll: -Math.log(p) }));
    expect(measure('perplexity', tokens)).to.be.closeTo(4, 1e-6);
  });

  it('weights its tokens and leaves out those without weight, whatever stands there', () => {
    const tokens = [{ nll: 1, weight: 3 }, { nll: 5 }, { nll: Number.NaN, weight: 0 }];
    expect(measure('perplexity', tokens)).to.be.closeTo(Math.exp(2), 1e-12);
  });

  it('stays a JSON number where the exponential overflows', () => {
    const value = measure('perplexity', [{ nll: 1000 }]);
    expect(value).to.equal(Number.MAX_VALUE);
    expect(JSON.parse(JSON.stringify(value))).to.equal(value);
  });
});

describe('bits-per-byte', () => {
  it('of uniformly likely bytes is 8', () => {
    const bytes = new Array<ScoredToken>(10).fill({ nll: Math.log(256) });
    expect(measure('bits-per-byte', bytes)).to.be.closeTo(8, 1e-6);
  });

  it('divides by the bytes of the text, not by its tokens', () => {
    const tokens = [
      { nll: 3 * Math.LN2, bytes: 4 },
      { nll: 1 * Math.LN2, bytes: 2 },
      { nll: 2 * Math.LN2, bytes: 0 }, // end of text
    ];
    expect(measure('bits-per-byte', tokens)).to.be.closeTo(1, 1e-6);
  });

  it('is null where no token stands for text', () => {
    expect(measure('bits-per-byte', [{ nll: 1, bytes: 0 }])).to.equal(null);
  });
});

describe('token-accuracy', () => {
  it('is the weighted share of exact predictions', () => {
    const tokens = [
      { nll: 0, target: 3, prediction: 3 },
      { nll: 0, target: 3, prediction: 4, weight: 2 },
      { nll: 0, target: 5, prediction: 5 },
      { nll: 0, target: -100, prediction: 1, weight: 0 },
    ];
    expect(measure('token-accuracy', tokens)).to.equal(0.5);
  });

  it('is better the higher it is, unlike the others', () => {
    expect(METRICS.map((name) => [name, createMetric(name).better])).to.deep.equal([
      ['perplexity', 'lower'],
      ['bits-per-byte', 'lower'],
      ['token-accuracy', 'higher'],
    ]);
  });
});

const token: fc.Arbitrary<ScoredToken> = fc.record({
  nll: fc.float({ min: 0, max: 50, noNaN: true }),
  weight: fc.constantFrom(0, 1, 0.5, 2),
  bytes: fc.integer({ min: 0, max: 12 }),
  target: fc.integer({ min: 0, max: 3 }),
  prediction: fc.integer({ min: 0, max: 3 }),
});

for (const name of METRICS) {
  describe(`${name}, as an accumulator`, () => {
    it('invents no value where nothing was seen', () => {
      expect(measure(name)).to.equal(null);
      expect(measure(name, [])).to.equal(null);
      expect(measure(name, [{ nll: 2, weight: 0 }])).to.equal(null);
    });

    it('gives the same value however the tokens are split, stored and merged', () => {
      const metric = createMetric(name);
      fc.assert(
        fc.property(fc.array(token, { minLength: 1, maxLength: 200 }), fc.nat(), (tokens, cut) => {
          const at = cut % (tokens.length + 1);
          const see = (part: readonly ScoredToken[]) => metric.update(metric.initial(), observe(part));
          const whole = metric.value(see(tokens));
          const stored = JSON.parse(JSON.stringify(see(tokens.slice(0, at)))) as ReturnType<typeof see>;
          const merged = metric.value(metric.merge(stored, see(tokens.slice(at))));
          const oneByOne = measure(name, ...tokens.map((each) => [each]));
          for (const value of [merged, oneByOne]) {
            if (whole === null) expect(value).to.equal(null);
            else expect(value! / whole || 1).to.be.closeTo(1, 1e-12);
          }
        }),
      );
    });

    it('does not change a state it was given', () => {
      const metric = createMetric(name);
      const state = metric.update(metric.initial(), observe([{ nll: 1 }]));
      const copy = structuredClone(state);
      metric.update(state, observe([{ nll: 2 }]));
      metric.merge(state, state);
      expect(state).to.deep.equal(copy);
    });

    it('ignores observations of texts', () => {
      const metric = createMetric(name);
      const state = metric.update(metric.initial(), { kind: 'texts', prediction: 'a', references: ['a'] });
      expect(metric.value(state)).to.equal(null);
    });
  });
}

describe('a loss that is not a number', () => {
  it('is an error that names metric and place, not a value', () => {
    for (const nll of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => measure('perplexity', [{ nll: 1 }, { nll }])).to.throw(
        CodexError,
        `metric \`perplexity\` received a loss of ${nll} at place 1 of a batch`,
      );
      expect(() => measure('bits-per-byte', [{ nll }])).to.throw(CodexError, 'metric `bits-per-byte`');
    }
  });
});
