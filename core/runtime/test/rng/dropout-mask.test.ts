import { createRng, dropoutMask } from '@codex-ml/runtime/rng';
import { expect } from 'chai';

describe('dropoutMask', () => {
  it('holds zeros at the given rate and 1 / (1 - rate) elsewhere, so that the mean stays 1', () => {
    const mask = dropoutMask(createRng(1), 0.2, new Float32Array(100_000));
    expect(new Set(mask)).to.deep.equal(new Set([0, 1.25]));
    const zeros = mask.filter((value) => value === 0).length;
    expect(zeros / mask.length).to.be.closeTo(0.2, 0.005);
  });

  it('is all ones at rate 0 and consumes as much as at any other rate', () => {
    const stream = createRng(1);
    const mask = dropoutMask(stream, 0, new Float32Array(10));
    expect([...mask]).to.deep.equal(new Array(10).fill(1));
    expect(stream.position).to.equal(10);
  });

  it('is the same for the same stream and position', () => {
    const one = createRng(1, 'site');
    const first = dropoutMask(one, 0.5, new Float32Array(33));
    const second = dropoutMask(one, 0.5, new Float32Array(33));
    const other = createRng(1, 'site');
    other.seek(33);
    expect(dropoutMask(other, 0.5, new Float32Array(33))).to.deep.equal(second);
    expect(second).to.not.deep.equal(first);
  });
});
