import { createRng } from '@codex-ml/runtime';
import { expect } from 'chai';
import { quickWeights } from '../../dist/plan-report/quick-weights.js';

describe('quick weights', () => {
  it('fill arrays of any size with the distribution that was asked for', () => {
    const out = quickWeights(createRng(1)).fillNormal(new Float32Array(100_003), 2, 0.5);
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    const variance = out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length;
    expect(mean).to.be.closeTo(2, 0.05);
    expect(Math.sqrt(variance)).to.be.closeTo(0.5, 0.05);
    const uniform = quickWeights(createRng(1)).fillUniform(new Float32Array(5000));
    expect(uniform.every((value) => value >= 0 && value < 1)).to.equal(true);
    expect(uniform.at(-1)).to.be.greaterThan(0);
  });

  it('differ from stream to stream, and start as the numbers of the stream itself', () => {
    const [quick, real] = [quickWeights(createRng(7)), createRng(7)];
    const fill = (rng: typeof real) => rng.fillNormal(new Float32Array(8));
    expect(fill(quick.fork('a'))).to.deep.equal(fill(real.fork('a')));
    expect(fill(quick.fork('a'))).to.not.deep.equal(fill(quick.fork('b')));
    expect(quick.fork('c').integer(1000)).to.equal(real.fork('c').integer(1000));
  });
});
