import { addTerms, mergeSums, total, ZERO } from '@codex-ml/metrics/dist/compensated-sum.js';
import { expect } from 'chai';

describe('addTerms', () => {
  it('keeps small terms beside large ones, in either order', () => {
    const terms = [1, 1e100, 1, -1e100];
    expect(total(addTerms(ZERO, 4, (i) => terms[i]!))).to.equal(2);
    expect(terms.reduce((sum, term) => sum + term, 0)).to.equal(0);
  });

  it('adds a tenth ten million times without drift', () => {
    expect(total(addTerms(ZERO, 1e7, () => 0.1))).to.equal(1e6);
  });
});

describe('mergeSums', () => {
  it('carries over what rounding took away', () => {
    const large = addTerms(ZERO, 1, () => 1e16);
    const small = addTerms(ZERO, 3, () => 1);
    expect(total(mergeSums(large, small))).to.equal(1e16 + 4); // 1e16 + 3, rounded to even
    const fractions = addTerms(large, 3, () => 0.75);
    expect(
      total(
        mergeSums(
          fractions,
          addTerms(ZERO, 1, () => -1e16),
        ),
      ),
    ).to.equal(2.25);
  });
});
