import { sampleToken } from '@codex-ml/runtime';
import { expect } from 'chai';
import fc from 'fast-check';

const all = { temperature: 1, topK: 0, topP: 1 };
const logits = Float32Array.from([1, 3, 2, 0], (x) => Math.log([0, 0.1, 0.2, 0.3, 0.4][x + 1]!));
// Probabilities by id: 0.2, 0.4, 0.3, 0.1.

describe('sampleToken', () => {
  it('takes the most likely token at temperature 0, the lower id among equals', () => {
    expect(sampleToken(logits, { ...all, temperature: 0 }, 0.99)).to.equal(1);
    expect(sampleToken(Float32Array.of(0, 5, 5), { ...all, temperature: 0 }, 0)).to.equal(1);
  });

  it('inverts the cumulative distribution in id order when nothing is filtered', () => {
    const drawn = [0.0, 0.19, 0.21, 0.59, 0.61, 0.89, 0.91].map((u) => sampleToken(logits, all, u));
    expect(drawn).to.deep.equal([0, 0, 1, 1, 2, 2, 3]);
  });

  it('keeps only the k most likely tokens with top-k', () => {
    const drawn = new Set(
      Array.from({ length: 100 }, (_, i) => sampleToken(logits, { ...all, topK: 2 }, i / 100)),
    );
    expect([...drawn].sort((a, b) => a - b)).to.deep.equal([1, 2]);
  });

  it('keeps the fewest tokens that reach p with top-p', () => {
    const draw = (topP: number) =>
      [
        ...new Set(Array.from({ length: 200 }, (_, i) => sampleToken(logits, { ...all, topP }, i / 200))),
      ].sort((a, b) => a - b);
    expect(draw(0.39)).to.deep.equal([1]);
    expect(draw(0.65)).to.deep.equal([1, 2]);
    expect(draw(0.95)).to.deep.equal([0, 1, 2, 3]);
  });

  it('has the frequencies of the softmax at the given temperature', () => {
    const counts = [0, 0, 0, 0];
    const n = 20000;
    for (let i = 0; i < n; i++) counts[sampleToken(logits, { ...all, temperature: 0.5 }, (i + 0.5) / n)]!++;
    // p^2 renormalised: 4, 16, 9, 1 over 30.
    [4, 16, 9, 1].forEach((share, id) => {
      expect(counts[id]! / n).to.be.closeTo(share / 30, 1e-3);
    });
  });

  it('always returns an id of the vocabulary', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -50, max: 50 }), { minLength: 1, maxLength: 40 }),
        fc.record({
          temperature: fc.double({ min: 0, max: 4, noNaN: true }),
          topK: fc.nat(50),
          topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (row, options, u) => {
          const id = sampleToken(Float32Array.from(row), options, u);
          return Number.isInteger(id) && id >= 0 && id < row.length;
        },
      ),
    );
  });
});
