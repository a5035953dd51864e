// Values and gradients of the ops that language models, losses and optimizers use: wasm against cpu, the reference.
import type { Tensor, TfCore } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeEngine, someValues } from './make-engine.js';

/** Arguments: two float matrices [4, 6], positive values of that shape, and int32 indices [5] below 4. */
interface Arguments {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly positive: Tensor;
  readonly indices: Tensor;
}

type Op = (tf: TfCore, args: Arguments) => Tensor;

const DIFFERENTIABLE: Readonly<Record<string, Op>> = {
  abs: (tf, { a }) => tf.abs(a),
  add: (tf, { a, b }) => tf.add(a, tf.slice(b, [0, 0], [1, 6])),
  addN: (tf, { a, b }) => tf.addN([a, b, a]),
  batchMatMul: (tf, { a, b }) => tf.matMul(tf.reshape(a, [2, 3, 4]), tf.reshape(b, [2, 3, 4]), false, true),
  broadcastTo: (tf, { a }) => tf.broadcastTo(tf.reshape(a, [4, 1, 6]), [4, 3, 6]),
  clipByValue: (tf, { a }) => tf.clipByValue(a, -0.5, 0.5),
  concat: (tf, { a, b }) => tf.concat([a, b], 1),
  cos: (tf, { a }) => tf.cos(a),
  cumsum: (tf, { a }) => tf.cumsum(a, 1),
  div: (tf, { a, positive }) => tf.div(a, positive),
  elu: (tf, { a }) => tf.elu(a),
  erf: (tf, { a }) => tf.erf(a),
  exp: (tf, { a }) => tf.exp(a),
  expandDims: (tf, { a }) => tf.expandDims(a, 1),
  expm1: (tf, { a }) => tf.expm1(a),
  gather: (tf, { a, indices }) => tf.gather(a, indices),
  gatherColumns: (tf, { a, indices }) => tf.gather(a, indices, 1),
  leakyRelu: (tf, { a }) => tf.leakyRelu(a, 0.1),
  log: (tf, { positive }) => tf.log(positive),
  log1p: (tf, { positive }) => tf.log1p(positive),
  logSoftmax: (tf, { a }) => tf.logSoftmax(a),
  logSumExp: (tf, { a }) => tf.logSumExp(a, -1),
  matMul: (tf, { a, b }) => tf.matMul(a, b, true, false),
  max: (tf, { a }) => tf.max(a, -1),
  maximum: (tf, { a, b }) => tf.maximum(a, b),
  mean: (tf, { a }) => tf.mean(a, -1, true),
  min: (tf, { a }) => tf.min(a, 0),
  minimum: (tf, { a, b }) => tf.minimum(a, b),
  mul: (tf, { a, b }) => tf.mul(a, tf.slice(b, [0, 0], [4, 1])),
  neg: (tf, { a }) => tf.neg(a),
  norm: (tf, { a }) => tf.norm(a),
  pad: (tf, { a }) =>
    tf.pad(a, [
      [1, 0],
      [0, 2],
    ]),
  pow: (tf, { positive }) => tf.pow(positive, 3),
  reciprocal: (tf, { positive }) => tf.reciprocal(positive),
  relu: (tf, { a }) => tf.relu(a),
  reshape: (tf, { a }) => tf.reshape(a, [2, 12]),
  reverse: (tf, { a }) => tf.reverse(a, 1),
  rsqrt: (tf, { positive }) => tf.rsqrt(positive),
  sigmoid: (tf, { a }) => tf.sigmoid(a),
  sin: (tf, { a }) => tf.sin(a),
  slice: (tf, { a }) => tf.slice(a, [1, 2], [2, 3]),
  softmax: (tf, { a }) => tf.softmax(a),
  softplus: (tf, { a }) => tf.softplus(a),
  split: (tf, { a }) => tf.split(a, 3, 1)[1]!,
  sqrt: (tf, { positive }) => tf.sqrt(positive),
  square: (tf, { a }) => tf.square(a),
  squaredDifference: (tf, { a, b }) => tf.squaredDifference(a, b),
  stack: (tf, { a, b }) => tf.stack([a, b], 1),
  sub: (tf, { a, b }) => tf.sub(tf.slice(a, [0, 0], [1, 6]), b),
  sum: (tf, { a }) => tf.sum(a, 0),
  tanh: (tf, { a }) => tf.tanh(a),
  tile: (tf, { a }) => tf.tile(a, [2, 1]),
  transpose: (tf, { a }) => tf.transpose(tf.reshape(a, [2, 2, 3, 2]), [0, 2, 1, 3]),
  unstack: (tf, { a }) => tf.unstack(a, 0)[2]!,
  whereEqual: (tf, { a, b }) => tf.where(tf.equal(a, b), a, tf.where(tf.notEqual(a, b), b, a)),
  whereLess: (tf, { a, b }) => tf.where(tf.less(a, b), a, tf.where(tf.lessEqual(a, b), b, a)),
  where: (tf, { a, b }) => tf.where(tf.greater(a, b), a, tf.mul(b, 2)),
};

const PLAIN: Readonly<Record<string, Op>> = {
  argMax: (tf, { a }) => tf.argMax(a, -1),
  argMin: (tf, { a }) => tf.argMin(a, 0),
  castToBool: (tf, { a }) => tf.cast(tf.relu(a), 'bool'),
  castIntToBool: (tf, { indices }) => tf.cast(tf.mul(indices, tf.scalar(256, 'int32')), 'bool'),
  castToInt: (tf, { a }) => tf.cast(tf.mul(a, 10), 'int32'),
  equal: (tf, { indices }) => tf.equal(tf.expandDims(indices, 1), tf.expandDims(indices, 0)),
  floor: (tf, { a }) => tf.floor(tf.mul(a, 3)),
  gatherND: (tf, { a, indices }) => tf.gatherND(a, tf.stack([indices, indices], 1)),
  greaterEqual: (tf, { a, b }) => tf.greaterEqual(a, b),
  integerArithmetic: (tf, { indices }) =>
    tf.sub(tf.mul(tf.add(indices, indices), indices), tf.scalar(1, 'int32')),
  isFinite: (tf, { a }) => tf.isFinite(tf.div(a, tf.relu(a))),
  isInf: (tf, { a }) => tf.isInf(tf.div(a, tf.relu(a))),
  isNaN: (tf, { a }) => tf.isNaN(tf.log(a)),
  less: (tf, { indices }) => tf.less(indices, tf.scalar(2, 'int32')),
  lessEqual: (tf, { a, b }) => tf.lessEqual(a, b),
  linspace: (tf) => tf.linspace(0, 1, 5),
  logicalAnd: (tf, { a, b }) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
  logicalNot: (tf, { a }) => tf.logicalNot(tf.greater(a, 0)),
  logicalOr: (tf, { a, b }) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
  lowerTriangle: (tf) => tf.linalg.bandPart(tf.ones([5, 5]), -1, 0),
  notEqual: (tf, { indices }) => tf.notEqual(indices, tf.scalar(-100, 'int32')),
  oneHot: (tf, { indices }) => tf.oneHot(indices, 4),
  prod: (tf, { a }) => tf.prod(a, -1),
  range: (tf) => tf.range(0, 5, 1, 'int32'),
  round: (tf, { a }) => tf.round(tf.mul(a, 3)),
  scatterND: (tf, { indices }) => tf.scatterND(tf.expandDims(indices, 1), tf.ones([5, 2]), [4, 2]),
  sign: (tf, { a }) => tf.sign(a),
  topk: (tf, { a }) => tf.topk(a, 3).values,
  unsortedSegmentSum: (tf, { indices }) => tf.unsortedSegmentSum(tf.ones([5, 3]), indices as never, 4),
};

function makeArguments(tf: TfCore): Arguments {
  const a = tf.tensor(someValues(24, 1), [4, 6]);
  const b = tf.tensor(someValues(24, 2), [4, 6]);
  const positive = tf.add(tf.abs(tf.tensor(someValues(24, 3), [4, 6])), 0.5);
  return { a, b, positive, indices: tf.tensor1d([3, 0, 3, 1, 2], 'int32') };
}

interface Outcome {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

const outcome = (tensor: Tensor): Outcome => ({
  shape: tensor.shape,
  dtype: tensor.dtype,
  values: tensor.dataSync(),
});

function expectSame(actual: Outcome, expected: Outcome): void {
  expect([actual.dtype, actual.shape]).to.deep.equal([expected.dtype, expected.shape]);
  for (let i = 0; i < expected.values.length; i++) {
    const [seen, wanted] = [actual.values[i]!, expected.values[i]!];
    if (Number.isFinite(wanted)) expect(seen).to.be.closeTo(wanted, 2e-6 * Math.max(1, Math.abs(wanted)));
    else expect(seen).to.deep.equal(wanted);
  }
}

/** `tf.tidy` for results that hold no tensors. */
function inScope<T>(tf: TfCore, compute: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = compute();
  });
  return result as T;
}

/** The value, and the gradients by `a`, `b` and `positive` of a weighted sum of it. */
function withGradients(tf: TfCore, op: Op): Outcome[] {
  return inScope(tf, () => {
    const { indices, ...floats } = makeArguments(tf);
    const loss = (a: Tensor, b: Tensor, positive: Tensor) => {
      const value = op(tf, { a, b, positive, indices });
      const weights = tf.tensor(someValues(value.size, 4), value.shape);
      // Every argument takes part, so that tfjs has a gradient for each.
      return tf.addN([tf.sum(tf.mul(value, weights)), ...[a, b, positive].map((x) => tf.sum(x))]);
    };
    const gradients = tf.grads(loss)([floats.a, floats.b, floats.positive]);
    return [op(tf, { ...floats, indices }), ...gradients].map(outcome);
  });
}

describe('wasm', () => {
  for (const [name, op] of Object.entries(DIFFERENTIABLE)) {
    it(`computes ${name} and its gradients as cpu does`, async () => {
      const expected = withGradients((await makeEngine('cpu')).tf, op);
      const actual = withGradients((await makeEngine('wasm')).tf, op);
      actual.forEach((one, i) => {
        expectSame(one, expected[i]!);
      });
    });
  }

  for (const [name, op] of Object.entries(PLAIN)) {
    it(`computes ${name} as cpu does`, async () => {
      const run = (tf: TfCore) => inScope(tf, () => outcome(op(tf, makeArguments(tf))));
      const expected = run((await makeEngine('cpu')).tf);
      expectSame(run((await makeEngine('wasm')).tf), expected);
    });
  }
});
