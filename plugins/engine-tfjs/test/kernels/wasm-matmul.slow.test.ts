import { registerKernels } from '@codex-ml/engine-tfjs/dist/kernels/register-kernels.js';
import { transposeMatrices } from '@codex-ml/engine-tfjs/dist/kernels/transpose-matrices.js';
import type { Tensor, TfCore } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeEngine, someValues } from '../make-engine.js';

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const swapped = (shape: readonly number[]) => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

/** Each pair of shapes: a stack of [rows, inner] by a stack of [inner, columns]. */
const PRODUCTS: readonly (readonly [number[], number[]])[] = [
  [
    [40, 50],
    [50, 60],
  ],
  [
    [2, 3, 40, 50],
    [2, 3, 50, 60],
  ],
  [
    [1, 40, 50],
    [7, 50, 60],
  ],
  [
    [7, 40, 50],
    [50, 60],
  ],
  [
    [40, 50],
    [5, 50, 60],
  ],
  [
    [3, 1, 40, 50],
    [3, 50, 60],
  ],
  [
    [5, 3, 4],
    [5, 4, 2],
  ],
];

describe('matMul on wasm', () => {
  for (const [shapeA, shapeB] of PRODUCTS) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      const flags = `${transposeA ? 'transposed ' : ''}by ${transposeB ? 'transposed ' : ''}`;
      it(`equals cpu for [${shapeA}] ${flags}[${shapeB}] and leaks nothing`, async () => {
        const multiply = (tf: TfCore) =>
          tf.tidy(() => {
            const a = tf.tensor(someValues(size(shapeA), 1), transposeA ? swapped(shapeA) : shapeA);
            const b = tf.tensor(someValues(size(shapeB), 2), transposeB ? swapped(shapeB) : shapeB);
            const product = tf.matMul(a, b, transposeA, transposeB);
            return { shape: product.shape, values: product.dataSync() };
          });
        const reference = multiply((await makeEngine('cpu')).tf);
        const { tf } = await makeEngine('wasm');
        const before = tf.backend().numDataIds();
        const { shape, values } = multiply(tf);
        expect(tf.backend().numDataIds()).to.equal(before);
        expect(shape).to.deep.equal(reference.shape);
        values.forEach((value, i) => {
          expect(value).to.be.closeTo(reference.values[i]!, 1e-4);
        });
      });
    }
  }

  it('multiplies by current values, not by what it packed for an earlier right-hand side', async () => {
    const { tf } = await makeEngine('wasm');
    tf.tidy(() => {
      const ones = tf.ones([32, 32]);
      const first = (b: Tensor) => tf.matMul(ones, b, false, true).dataSync()[0];
      expect(first(tf.fill([32, 32], 2))).to.equal(64);
      expect(first(tf.fill([32, 32], 3))).to.equal(96);
    });
  });

  it('keeps tfjs’s message for shapes that do not fit', async () => {
    const { tf } = await makeEngine('wasm');
    expect(() => tf.tidy(() => tf.matMul(tf.ones([64, 32]), tf.ones([64, 32])))).to.throw('inner shapes');
  });
});

describe('registerKernels', () => {
  it('changes nothing when it runs again', async () => {
    const { tf } = await makeEngine('wasm');
    const kernels = () => ['BatchMatMul', 'UnsortedSegmentSum'].map((name) => tf.getKernel(name, 'wasm'));
    const before = kernels();
    registerKernels(tf);
    expect(kernels()).to.deep.equal(before);
  });
});

describe('transposeMatrices', () => {
  it('transposes each matrix of a stack, also across blocks', () => {
    const [batch, rows, columns] = [2, 19, 33];
    const x = Float32Array.from({ length: batch * rows * columns }, (_, i) => i);
    const out = new Float32Array(x.length);
    transposeMatrices(x, out, batch, rows, columns);
    for (let b = 0; b < batch; b++) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const at = b * rows * columns;
          expect(out[at + c * rows + r]).to.equal(x[at + r * columns + c]);
        }
      }
    }
  });
});
