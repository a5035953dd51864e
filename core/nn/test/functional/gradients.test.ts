// Gradients of functions against finite differences of the same functions in double precision.
import type { Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { activate, randomVariable, tf } from '../backend.js';
import { checkGradients } from '../gradient-check.js';
import { expectEagerGradients } from './differentiate.js';
import { GRADIENT_CASES } from './gradient-cases.js';
import { expectReference, type Found, inputsOf, probeOf } from './reference-gradients.js';

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`gradients on the ${backend} backend`, () => {
    before(() => activate(backend));
    for (const [name, use] of Object.entries(GRADIENT_CASES)) {
      it(`of ${name} equal finite differences and leak nothing`, () => {
        expectEagerGradients(use, 'small');
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

describe('differences in double precision', () => {
  const each = GRADIENT_CASES['SiLU']!;
  const inputs = inputsOf(each.small);
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const right: Found = {
    value: inputs['x']!.map((x) => x * sigmoid(x)),
    gradients: {
      x: probeOf(24).map((probe, i) => {
        const x = inputs['x']![i]!;
        return probe * sigmoid(x) * (1 + x * (1 - sigmoid(x)));
      }),
    },
  };

  it('accept what is right', () => {
    expectReference(each, 'small', right);
  });

  it('find a wrong value and a wrong gradient, of one element', () => {
    const wrong = (numbers: ArrayLike<number>) =>
      Array.from(numbers, (number, i) => number + (i === 17 ? 1e-4 : 0));
    expect(() => expectReference(each, 'small', { ...right, value: wrong(right.value) })).to.throw(
      /value\[17\]/,
    );
    const gradients = { x: wrong(right.gradients['x']!) };
    expect(() => expectReference(each, 'small', { ...right, gradients })).to.throw(/by x\[17\]/);
  });
});
