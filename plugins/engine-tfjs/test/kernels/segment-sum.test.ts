import { sumSegments } from '@codex-ml/engine-tfjs/dist/kernels/segment-sum.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeEngine } from '../make-engine.js';

describe('sumSegments', () => {
  it('adds up rows of the same segment and leaves the others 0', () => {
    const rows = Float32Array.of(1, 2, 10, 20, 100, 200);
    const sums = sumSegments(rows, [2, 0, 2], new Float32Array(6), 2);
    expect([...sums]).to.deep.equal([10, 20, 0, 0, 101, 202]);
  });

  it('drops rows whose segment is not in the table', () => {
    const sums = sumSegments(Int32Array.of(1, 2, 4), [-1, 3, 1], new Int32Array(3), 1);
    expect([...sums]).to.deep.equal([0, 4, 0]);
  });

  it('keeps the total of all rows whatever the segments', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(fc.array(row), (entries) => {
        const values = Int32Array.from(entries, ([, value]) => value);
        const segments = entries.map(([segment]) => segment);
        const sums = sumSegments(values, segments, new Int32Array(5), 1);
        const total = (numbers: Int32Array) => numbers.reduce((sum, value) => sum + value, 0);
        return total(sums) === total(values);
      }),
    );
  });
});

for (const device of ['cpu', 'wasm'] as const) {
  describe(`unsortedSegmentSum on ${device}`, () => {
    it('takes ids of any rank and keeps int32', async () => {
      const { tf } = await makeEngine(device);
      const { shape, dtype, values } = tf.tidy(() => {
        const ids = tf.tensor1d([1, 1, 0], 'int32');
        const sums = tf.unsortedSegmentSum(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2], 'int32'), ids, 3);
        return { shape: sums.shape, dtype: sums.dtype, values: [...sums.dataSync()] };
      });
      expect(shape).to.deep.equal([3, 2]);
      expect(dtype).to.equal('int32');
      expect(values).to.deep.equal([5, 6, 4, 6, 0, 0]);
    });

    it('is the gradient of gather, with repeated rows added up', async () => {
      const { tf } = await makeEngine(device);
      const gradient = tf.tidy(() => {
        const indices = tf.tensor2d([3, 0, 3, 3], [2, 2], 'int32');
        const weights = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
        const loss = (table: unknown) => tf.sum(tf.mul(tf.gather(table as never, indices), weights));
        return [
          ...tf
            .grad(loss as never)(tf.zeros([4, 2]))
            .dataSync(),
        ];
      });
      expect(gradient).to.deep.equal([3, 4, 0, 0, 0, 0, 13, 16]);
    });
  });
}
