import { scatterAdd } from '@codex-ml/engine-onnx/dist/stages/scatter-add.js';
import { expect } from 'chai';

describe('scatterAdd', () => {
  it('adds rows at places, each as often as its place comes', () => {
    const base = Float32Array.of(1, 1, 2, 2, 3, 3);
    scatterAdd(base, Int32Array.of(2, 0, 2), Float32Array.of(10, 20, 30, 40, 50, 60), 1, {
      target: [3, 2],
      depth: 1,
    });
    expect([...base]).to.deep.equal([31, 41, 2, 2, 63, 83]);
  });

  it('subtracts, and takes places of several numbers', () => {
    const base = new Float32Array(6);
    scatterAdd(base, Int32Array.of(0, 1, 2, 0), Float32Array.of(5, 7), -1, { target: [3, 2], depth: 2 });
    expect([...base]).to.deep.equal([0, -5, 0, 0, -7, 0]);
  });

  it('adds in the order of the places', () => {
    const base = new Float32Array(1);
    // In single precision 1 is lost beside 2^25, unless the large numbers cancel first.
    scatterAdd(base, Int32Array.of(0, 0, 0), Float32Array.of(2 ** 25, -(2 ** 25), 1), 1, {
      target: [1],
      depth: 1,
    });
    expect(base[0]).to.equal(1);
    base[0] = 0;
    scatterAdd(base, Int32Array.of(0, 0, 0), Float32Array.of(2 ** 25, 1, -(2 ** 25)), 1, {
      target: [1],
      depth: 1,
    });
    expect(base[0]).to.equal(0);
  });
});
