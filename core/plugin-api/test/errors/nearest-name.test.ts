import { editDistance, nearestName } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';

const word = fc.string({ maxLength: 8 });

describe('editDistance', () => {
  it('counts an insertion, a deletion, a substitution and a swap of neighbours as one each', () => {
    expect(editDistance('layer', 'layers')).to.equal(1);
    expect(editDistance('layers', 'layer')).to.equal(1);
    expect(editDistance('layers', 'loyers')).to.equal(1);
    expect(editDistance('layres', 'layers')).to.equal(1);
  });

  it('of the empty text is the length of the other', () => {
    expect(editDistance('', 'abc')).to.equal(3);
    expect(editDistance('abc', '')).to.equal(3);
  });

  it('agrees with the textbook values', () => {
    expect(editDistance('kitten', 'sitting')).to.equal(3);
    expect(editDistance('ca', 'abc')).to.equal(3);
  });

  it('is zero for equal texts only, symmetric, and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).to.equal(a === b);
        expect(editDistance(b, a)).to.equal(distance);
        expect(distance).to.be.at.most(Math.max(a.length, b.length));
        expect(distance).to.be.at.least(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe('nearestName', () => {
  const names = ['layers', 'heads', 'width', 'context', 'dropout'];

  it('finds what was probably meant', () => {
    expect(nearestName('layres', names)).to.equal('layers');
    expect(nearestName('contxet', names)).to.equal('context');
    expect(nearestName('Heads', names)).to.equal('heads');
  });

  it('offers nothing where nothing is close', () => {
    expect(nearestName('temperature', names)).to.equal(undefined);
    expect(nearestName('zz', names)).to.equal(undefined);
    expect(nearestName('layers', [])).to.equal(undefined);
  });

  it('allows one edit in a short name and a third of a long one', () => {
    expect(nearestName('ab', ['ac'])).to.equal('ac');
    expect(nearestName('ab', ['cd'])).to.equal(undefined);
    expect(nearestName('abcdefghi', ['abcdefxyz'])).to.equal('abcdefxyz');
    expect(nearestName('abcdefghi', ['abcdewxyz'])).to.equal(undefined);
  });

  it('takes the first of equally near candidates', () => {
    expect(nearestName('cat', ['car', 'can'])).to.equal('car');
  });
});
