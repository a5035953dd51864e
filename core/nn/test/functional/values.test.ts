import {
  type Activation,
  affine,
  attend,
  causalMask,
  crossEntropy,
  geluErf,
  geluTanh,
  normalizeLayer,
  normalizeRms,
  projectOntoRows,
  reluSquared,
  silu,
  sumRows,
  takeRows,
} from '@codex-ml/nn';
import { expect } from 'chai';
import { activate, ops, randomVariable, take, tf } from '../backend.js';

/** Elementwise closeness. */
function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(actual.length).to.equal(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(actual[index], `place ${index}`).to.be.closeTo(value, tolerance);
  }
}

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`values on the ${backend} backend`, () => {
    before(() => activate(backend));
    beforeEach(() => tf.engine().startScope());
    afterEach(() => tf.engine().endScope());

    it('affine multiplies, adds the bias and keeps leading dimensions', () => {
      const x = tf.tensor3d([1, 2, 3, 4], [2, 1, 2]);
      const y = affine(ops, x, tf.tensor2d([1, 0, 2, 0, 1, -1], [2, 3]), tf.tensor1d([10, 20, 30]));
      expect(y.shape).to.deep.equal([2, 1, 3]);
      expect(take(y)).to.deep.equal([11, 22, 30, 13, 24, 32]);
    });

    it('affine and the tied head refuse another width, also where the element count would fit', () => {
      const x = tf.zeros([2, 4]);
      expect(() => affine(ops, x, tf.zeros([2, 3])))
        .to.throw(/last dimension is 2, received shape \[2, 4\]/)
        .with.property('code', 'CML5203');
      expect(() => projectOntoRows(ops, x, tf.zeros([3, 2])))
        .to.throw()
        .with.property('code', 'CML5203');
    });

    it('the tied head scores each row of the table', () => {
      const scores = projectOntoRows(
        ops,
        tf.tensor2d([[1, 2]]),
        tf.tensor2d([
          [1, 0],
          [0, 1],
          [3, -1],
        ]),
      );
      expect(take(scores)).to.deep.equal([1, 2, 1]);
    });

    it('rows are taken by index, in the shape of the indices', () => {
      const table = tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      const rows = takeRows(
        ops,
        table,
        tf.tensor2d(
          [
            [2, 0],
            [2, 1],
          ],
          [2, 2],
          'int32',
        ),
      );
      expect(rows.shape).to.deep.equal([2, 2, 2]);
      expect(take(rows)).to.deep.equal([5, 6, 1, 2, 5, 6, 3, 4]);
    });

    it('rows are summed over every leading dimension', () => {
      expect(take(sumRows(ops, tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2])))).to.deep.equal([16, 20]);
    });

    it('layer normalisation centres and scales', () => {
      // mean 2.5, variance 1.25
      const gain = tf.tensor1d([1, 1, 2, 2]);
      const y = normalizeLayer(ops, tf.tensor2d([[1, 2, 3, 4]]), gain, tf.tensor1d([0, 0, 0, 1]), 0);
      const unit = 1 / Math.sqrt(1.25);
      expectClose(take(y), [-1.5 * unit, -0.5 * unit, unit, 3 * unit + 1]);
    });

    it('normalisation adds epsilon under the root', () => {
      const x = tf.tensor2d([[1, -1]]);
      expectClose(take(normalizeLayer(ops, x, tf.ones([2]), undefined, 3)), [0.5, -0.5]);
      expectClose(take(normalizeRms(ops, x, tf.ones([2]), 3)), [0.5, -0.5]);
    });

    it('root mean square normalisation scales without centring', () => {
      const y = normalizeRms(ops, tf.tensor2d([[1, 7]]), tf.tensor1d([1, 2]), 0);
      expectClose(take(y), [1 / 5, 14 / 5]);
    });

    it('activations have their published values', () => {
      const x = tf.tensor1d([-3, -1, 0, 0.5, 1, 2]);
      const cases: [Activation, number[]][] = [
        [geluErf, [-0.00404951, -0.15865525, 0, 0.34573123, 0.84134475, 1.95449974]],
        [geluTanh, [-0.00363739, -0.15880801, 0, 0.34571401, 0.84119199, 1.95459769]],
        [silu, [-0.14227762, -0.26894142, 0, 0.31122967, 0.73105858, 1.76159416]],
        [reluSquared, [0, 0, 0, 0.25, 1, 4]],
      ];
      for (const [activation, expected] of cases) expectClose(take(activation(ops, x)), expected, 2e-6);
    });

    it('activations stay finite far out, gradients too', () => {
      for (const activation of [geluErf, geluTanh, silu]) {
        const x = tf.tensor1d([-1e4, -50, 50, 1e4]);
        expectClose(take(activation(ops, x)), [0, 0, 50, 1e4], 1e-3);
        expectClose(take(tf.grad((y) => activation(ops, y))(x)), [0, 0, 1, 1]);
      }
    });

    it('attention equals the formula, with key heads shared by groups of neighbouring query heads', () => {
      const [batch, heads, kvHeads, length, width] = [2, 4, 2, 3, 2];
      const queries = randomVariable('q', [batch, heads, length, width]);
      const keys = randomVariable('k', [batch, kvHeads, length, width]);
      const values = randomVariable('v', [batch, kvHeads, length, width]);
      const actual = take(attend(ops, { queries, keys, values, mask: causalMask(ops, length) }));
      const [q, k, v] = [queries, keys, values].map((array) => array.arraySync() as number[][][][]);
      const expected: number[] = [];
      for (let b = 0; b < batch; b += 1) {
        for (let h = 0; h < heads; h += 1) {
          const kvHead = Math.floor(h / (heads / kvHeads));
          for (let t = 0; t < length; t += 1) {
            const scores = Array.from({ length: t + 1 }, (_, s) =>
              Math.exp(
                q![b]![h]![t]!.reduce((sum, value, i) => sum + value * k![b]![kvHead]![s]![i]!, 0) /
                  Math.sqrt(width),
              ),
            );
            const total = scores.reduce((sum, score) => sum + score, 0);
            for (let i = 0; i < width; i += 1) {
              expected.push(
                scores.reduce((sum, score, s) => sum + (score / total) * v![b]![kvHead]![s]![i]!, 0),
              );
            }
          }
        }
      }
      expectClose(actual, expected);
      tf.dispose([queries, keys, values]);
    });
  });

  describe(`cross-entropy on the ${backend} backend`, () => {
    before(() => activate(backend));
    beforeEach(() => tf.engine().startScope());
    afterEach(() => tf.engine().endScope());

    it('of equal logits is the logarithm of the vocabulary', () => {
      const { nll, sum } = crossEntropy(ops, tf.zeros([2, 3, 7]), tf.zeros([2, 3], 'int32'));
      expect(nll.shape).to.deep.equal([2, 3]);
      expectClose(
        take(nll),
        Array.from({ length: 6 }, () => Math.log(7)),
      );
      expect(take(sum)[0]).to.be.closeTo(6 * Math.log(7), 1e-4);
    });

    it('is the negative log softmax at the target', () => {
      const logits = [0.3, -1.2, 2.5, 0.9];
      const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
      const { nll } = crossEntropy(ops, tf.tensor2d([logits, logits]), tf.tensor1d([1, 2], 'int32'));
      expectClose(take(nll), [total + 1.2, total - 2.5]);
    });

    it('is exact for huge and for shifted logits', () => {
      const logits = tf.tensor2d([
        [1e4, 0],
        [1e4, 0],
        [1001, 1000],
      ]);
      const { nll } = crossEntropy(ops, logits, tf.tensor1d([0, 1, 0], 'int32'));
      expectClose(take(nll), [0, 1e4, Math.log1p(Math.exp(-1))]);
    });

    it('weights targets, and gives ignored ones neither loss nor gradient', () => {
      const logits = tf.tensor2d([
        [1, 2],
        [3, 1],
        [0, 4],
      ]);
      const targets = tf.tensor1d([0, -100, 1], 'int32');
      const weights = tf.tensor1d([2, 5, 0.5]);
      const { nll, sum } = crossEntropy(ops, logits, targets, weights);
      const [first, second] = [Math.log1p(Math.exp(1)), Math.log1p(Math.exp(-4))];
      expectClose(take(nll), [first, 0, second]);
      expect(take(sum)[0]).to.be.closeTo(2 * first + 0.5 * second, 1e-5);
      const gradient = take(tf.grad((x) => crossEntropy(ops, x, targets, weights).sum)(logits));
      expect(gradient.slice(2, 4)).to.deep.equal([0, 0]);
      expectClose(gradient, [
        2 * (sigmoid(-1) - 1),
        2 * sigmoid(1),
        0,
        0,
        0.5 * sigmoid(-4),
        0.5 * (sigmoid(4) - 1),
      ]);
    });

    it('handles a vocabulary of 50,257 without a matrix beyond the size of the logits', () => {
      const [count, vocabulary] = [8, 50257];
      const logits = tf.zeros([count, vocabulary]);
      const targets = tf.tensor1d([0, 50256, 7, 7, -100, 1, 2, 3], 'int32');
      const before = tf.memory().numBytes;
      const gradient = tf.grad((x) => crossEntropy(ops, x, targets).sum)(logits);
      expect(tf.memory().numBytes - before).to.equal(4 * count * vocabulary);
      const values = gradient.dataSync();
      expect(values[vocabulary + 50256]).to.be.closeTo(1 / vocabulary - 1, 1e-6);
      expect(values[vocabulary]).to.be.closeTo(1 / vocabulary, 1e-8);
    });
  });
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
