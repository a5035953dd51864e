import { scoreAsWritten } from '@codex-ml/tokenizers/dist/models/unigram/written-score.js';
import { expect } from 'chai';
import fc from 'fast-check';

describe('scoreAsWritten', () => {
  it('keeps numbers of up to 15 digits', () => {
    for (const score of [
      0, -1, -9.5, 12, 0.001, -13.2731728553772, 1e-7, -2.5e-9, 1e21, 1.5e20, 5e-324, -3e-310,
    ]) {
      expect(scoreAsWritten(score)).to.equal(score);
    }
  });

  it('gives the neighbour for some numbers of more digits', () => {
    expect(scoreAsWritten(-9.783222554150607)).to.equal(-9.783222554150608);
    fc.assert(
      fc.property(fc.double({ min: -40, max: -1e-9, noNaN: true }), (score) => {
        expect(Math.abs(scoreAsWritten(score) - score)).to.be.at.most(2 ** -51 * Math.abs(score));
      }),
    );
  });

  it('keeps what no file can say', () => {
    expect(scoreAsWritten(-Infinity)).to.equal(-Infinity);
  });
});
