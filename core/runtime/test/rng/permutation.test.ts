import { createRng, permutation } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';

describe('permutation', () => {
  it('holds every index once', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(1000), fc.nat(), (n, epoch, seed) => {
        const order = permutation(createRng(seed), epoch, n);
        expect([...order].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: n }, (_, i) => i));
      }),
      { numRuns: 60 },
    );
  });

  it('depends on stream and epoch only, whatever was asked before', () => {
    const stream = createRng(1, 'shuffle');
    const third = permutation(stream, 3, 100);
    permutation(stream, 0, 100);
    expect(permutation(stream, 3, 100)).to.deep.equal(third);
    expect(permutation(createRng(1, 'shuffle'), 3, 100)).to.deep.equal(third);
    expect(permutation(stream, 4, 100)).to.not.deep.equal(third);
    expect(stream.position).to.equal(0);
  });

  it('draws what the stream draws one by one', () => {
    fc.assert(
      fc.property(fc.nat(9000), fc.nat(100), fc.nat(), (n, epoch, seed) => {
        const draws = createRng(seed).fork(epoch);
        const expected = Uint32Array.from({ length: n }, (_, i) => i);
        for (let last = n - 1; last > 0; last--) {
          const other = draws.integer(last + 1);
          [expected[last], expected[other]] = [expected[other]!, expected[last]!];
        }
        expect(permutation(createRng(seed), epoch, n)).to.deep.equal(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('gives each of the orders of three about equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch++) {
      const key = permutation(createRng(1), epoch, 3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).to.equal(6);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 5 degrees of freedom: 0.01 % beyond 25.7.
    expect(chiSquare).to.be.lessThan(25.7);
  });
});
