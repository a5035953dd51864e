import {
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
  rotatePairs,
  silu,
  takeRows,
} from '@codex-ml/nn';
import type { Tensor, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { activate, ops, randomVariable, tf } from '../backend.js';
import { checkGradients } from '../gradient-check.js';

interface Case {
  readonly shapes: Readonly<Record<string, number[]>>;
  compute(at: Readonly<Record<string, Variable>>): Tensor;
}

/** Moves values away from 0, where ReLU² has no second derivative. */
function awayFromZero(variable: Variable): void {
  const values = variable.dataSync().map((value) => value + Math.sign(value) * 0.1);
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}

const ids = (): Tensor => tf.tensor1d([2, 0, 2, 3], 'int32');

const CASES: Readonly<Record<string, Case>> = {
  'affine with bias': {
    shapes: { x: [2, 3, 4], weight: [4, 5], bias: [5] },
    compute: ({ x, weight, bias }) => affine(ops, x!, weight!, bias),
  },
  'affine without bias': {
    shapes: { x: [3, 4], weight: [4, 2] },
    compute: ({ x, weight }) => affine(ops, x!, weight!),
  },
  'the tied head': {
    shapes: { x: [2, 3, 4], table: [5, 4] },
    compute: ({ x, table }) => projectOntoRows(ops, x!, table!),
  },
  'the embedding lookup with repeated and with unused rows': {
    shapes: { table: [5, 3] },
    compute: ({ table }) => takeRows(ops, table!, ids()),
  },
  'layer normalisation': {
    shapes: { x: [2, 2, 6], gain: [6], offset: [6] },
    compute: ({ x, gain, offset }) => normalizeLayer(ops, x!, gain!, offset, 1e-5),
  },
  'layer normalisation without offset': {
    shapes: { x: [3, 6], gain: [6] },
    compute: ({ x, gain }) => normalizeLayer(ops, x!, gain!, undefined, 1e-5),
  },
  'root mean square normalisation': {
    shapes: { x: [2, 2, 6], gain: [6] },
    compute: ({ x, gain }) => normalizeRms(ops, x!, gain!, 1e-5),
  },
  'GELU (tanh)': { shapes: { x: [24] }, compute: ({ x }) => geluTanh(ops, tf.mul(x!, 2)) },
  'GELU (erf)': { shapes: { x: [24] }, compute: ({ x }) => geluErf(ops, tf.mul(x!, 2)) },
  SiLU: { shapes: { x: [24] }, compute: ({ x }) => silu(ops, tf.mul(x!, 2)) },
  'ReLU²': { shapes: { x: [24] }, compute: ({ x }) => reluSquared(ops, x!) },
  'rotation of pairs': {
    shapes: { x: [2, 2, 3, 4] },
    compute({ x }) {
      const cosines = [0.2, 0.5, 0.2, 0.5, 0.9, 0.1, 0.9, 0.1, -0.3, 0.4, -0.3, 0.4];
      const sines = [-0.8, -0.7, 0.8, 0.7, -0.1, 0.6, 0.1, -0.6, 0.5, -0.2, -0.5, 0.2];
      return rotatePairs(ops, x!, tf.tensor2d(cosines, [3, 4]), tf.tensor2d(sines, [3, 4]));
    },
  },
  'grouped-query attention': {
    shapes: { queries: [2, 4, 3, 2], keys: [2, 2, 3, 2], values: [2, 2, 3, 2] },
    compute: ({ queries, keys, values }) =>
      attend(ops, { queries: queries!, keys: keys!, values: values!, mask: causalMask(ops, 3) }),
  },
  'cross-entropy, weighted, with an ignored target': {
    shapes: { logits: [2, 2, 5] },
    compute({ logits }) {
      const targets = tf.tensor2d([1, -100, 4, 0], [2, 2], 'int32');
      const weights = tf.tensor2d([1, 1, 0.5, 2], [2, 2]);
      return crossEntropy(ops, logits!, targets, weights).sum;
    },
  },
  'cross-entropy of each token': {
    shapes: { logits: [4, 5] },
    compute: ({ logits }) => crossEntropy(ops, logits!, tf.tensor1d([1, -100, 4, 0], 'int32')).nll,
  },
};

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`gradients on the ${backend} backend`, () => {
    before(() => activate(backend));
    for (const [name, { shapes, compute }] of Object.entries(CASES)) {
      it(`of ${name} equal finite differences and leak nothing`, () => {
        const before = tf.memory().numTensors;
        const variables: Record<string, Variable> = {};
        for (const [key, shape] of Object.entries(shapes)) variables[key] = randomVariable(key, shape);
        if (name === 'ReLU²') awayFromZero(variables['x']!);
        checkGradients({ tf, variables, compute: () => compute(variables) });
        tf.dispose(variables);
        expect(tf.memory().numTensors).to.equal(before);
      });
    }
  });
}

describe('checkGradients', () => {
  before(() => activate('cpu'));

  it('finds a wrong gradient', () => {
    const x = randomVariable('x', [4]);
    const wrong = (): Tensor =>
      tf.customGrad((y) => ({ value: tf.square(y as Tensor), gradFunc: (dy: Tensor) => tf.mul(dy, 2.1) }))(x);
    expect(() => checkGradients({ tf, variables: { x }, compute: wrong })).to.throw(/x\[0\]/);
    x.dispose();
  });
});
