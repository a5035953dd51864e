// The operators that language models are made of, each with inputs and a reference in double precision.
import type { HostTensor, Tensor, TfCore } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { floats, ints, normals } from './host-values.js';
import { eachRow, erf, map, multiply, softmax, sum, swap, zip } from './reference-operators.js';

export interface OperatorCase {
  readonly name: string;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  apply(tf: TfCore, inputs: Readonly<Record<string, Tensor>>): Tensor;
  readonly expected: readonly number[];
}

type Apply = (tf: TfCore, a: Tensor, b: Tensor) => Tensor;

export function operatorTable(): OperatorCase[] {
  const rng = createRng(7).fork('operators');
  const a = normals(rng, [2, 3, 4]);
  const b = normals(rng, [2, 3, 4]);
  const bias = normals(rng, [4]);
  const positive = floats(
    [2, 3, 4],
    a.data.map((value) => Math.abs(value) + 0.1),
  );
  const right = normals(rng, [2, 4, 5]);
  const rows = normals(rng, [6, 4]);
  const indices = ints([5], [3, 0, 0, 5, 2]);
  const ids = ints([2, 3], [1, 0, 3, 2, 2, 1]);
  const sizes = { batches: 2, m: 3, k: 4, n: 5 };
  const last = 4;

  const one = (name: string, x: HostTensor, apply: Apply, expected: readonly number[]): OperatorCase => ({
    name,
    inputs: { a: x },
    apply: (tf, inputs) => apply(tf, inputs['a']!, inputs['a']!),
    expected,
  });
  const two = (
    name: string,
    x: HostTensor,
    y: HostTensor,
    apply: Apply,
    expected: readonly number[],
  ): OperatorCase => ({
    name,
    inputs: { a: x, b: y },
    apply: (tf, inputs) => apply(tf, inputs['a']!, inputs['b']!),
    expected,
  });
  const swapped = (values: HostTensor, from: readonly number[]) =>
    floats([2, from[1]!, from[0]!], swap(values.data, 2, from[0]!, from[1]!));
  const product = multiply(a.data, right.data, sizes);

  return [
    two(
      'add',
      a,
      b,
      (tf, x, y) => tf.add(x, y),
      zip(a.data, b.data, (x, y) => x + y),
    ),
    two(
      'add, broadcast',
      a,
      bias,
      (tf, x, y) => tf.add(x, y),
      zip(a.data, bias.data, (x, y) => x + y),
    ),
    two(
      'sub',
      a,
      bias,
      (tf, x, y) => tf.sub(x, y),
      zip(a.data, bias.data, (x, y) => x - y),
    ),
    two(
      'mul',
      a,
      bias,
      (tf, x, y) => tf.mul(x, y),
      zip(a.data, bias.data, (x, y) => x * y),
    ),
    two(
      'div',
      a,
      positive,
      (tf, x, y) => tf.div(x, y),
      zip(a.data, positive.data, (x, y) => x / y),
    ),
    two('maximum', a, b, (tf, x, y) => tf.maximum(x, y), zip(a.data, b.data, Math.max)),
    two('minimum', a, b, (tf, x, y) => tf.minimum(x, y), zip(a.data, b.data, Math.min)),
    one(
      'neg',
      a,
      (tf, x) => tf.neg(x),
      map(a.data, (x) => -x),
    ),
    one(
      'square',
      a,
      (tf, x) => tf.square(x),
      map(a.data, (x) => x * x),
    ),
    one('exp', a, (tf, x) => tf.exp(x), map(a.data, Math.exp)),
    one('log', positive, (tf, x) => tf.log(x), map(positive.data, Math.log)),
    one('sqrt', positive, (tf, x) => tf.sqrt(x), map(positive.data, Math.sqrt)),
    one(
      'rsqrt',
      positive,
      (tf, x) => tf.rsqrt(x),
      map(positive.data, (x) => 1 / Math.sqrt(x)),
    ),
    one('tanh', a, (tf, x) => tf.tanh(x), map(a.data, Math.tanh)),
    one(
      'sigmoid',
      a,
      (tf, x) => tf.sigmoid(x),
      map(a.data, (x) => 1 / (1 + Math.exp(-x))),
    ),
    one(
      'relu',
      a,
      (tf, x) => tf.relu(x),
      map(a.data, (x) => Math.max(0, x)),
    ),
    one('erf', a, (tf, x) => tf.erf(x), map(a.data, erf)),
    two('matMul, batched', a, right, (tf, x, y) => tf.matMul(x, y), product),
    two(
      'matMul, a transposed',
      swapped(a, [3, 4]),
      right,
      (tf, x, y) => tf.matMul(x, y, true, false),
      product,
    ),
    two(
      'matMul, b transposed',
      a,
      swapped(right, [4, 5]),
      (tf, x, y) => tf.matMul(x, y, false, true),
      product,
    ),
    one(
      'sum over the last axis',
      a,
      (tf, x) => tf.sum(x, -1),
      eachRow(a.data, last, (row) => [sum(row)]),
    ),
    one('sum', a, (tf, x) => tf.sum(x), [sum(map(a.data, (x) => x))]),
    one(
      'mean over the last axis',
      a,
      (tf, x) => tf.mean(x, -1),
      eachRow(a.data, last, (row) => [sum(row) / last]),
    ),
    one(
      'max over the last axis',
      a,
      (tf, x) => tf.max(x, -1),
      eachRow(a.data, last, (row) => [Math.max(...row)]),
    ),
    one(
      'argMax over the last axis',
      a,
      (tf, x) => tf.argMax(x, -1),
      eachRow(a.data, last, (row) => [row.indexOf(Math.max(...row))]),
    ),
    one('softmax', a, (tf, x) => tf.softmax(x), eachRow(a.data, last, softmax)),
    one('transpose', a, (tf, x) => tf.transpose(x, [0, 2, 1]), swap(a.data, 2, 3, 4)),
    one(
      'reshape',
      a,
      (tf, x) => tf.reshape(x, [4, 6]),
      map(a.data, (x) => x),
    ),
    one(
      'slice',
      rows,
      (tf, x) => tf.slice(x, [1, 1], [3, 2]),
      [1, 2, 3].flatMap((row) => [rows.data[row * 4 + 1]!, rows.data[row * 4 + 2]!]),
    ),
    two(
      'concat over the last axis',
      a,
      b,
      (tf, x, y) => tf.concat([x, y], -1),
      [0, 1, 2, 3, 4, 5].flatMap((row) =>
        [a, b].flatMap(({ data }) => map(data.slice(row * 4, row * 4 + 4), (x) => x)),
      ),
    ),
    two('stack', rows, rows, (tf, x, y) => tf.stack([x, y]), [
      ...map(rows.data, (x) => x),
      ...map(rows.data, (x) => x),
    ]),
    two(
      'gather',
      rows,
      indices,
      (tf, x, y) => tf.gather(x, y),
      Array.from(indices.data).flatMap((row) => map(rows.data.slice(row * 4, row * 4 + 4), (x) => x)),
    ),
    one(
      'oneHot',
      ids,
      (tf, x) => tf.cast(tf.oneHot(x, 4), 'float32'),
      Array.from(ids.data).flatMap((id) => [0, 1, 2, 3].map((i) => (i === id ? 1 : 0))),
    ),
    two(
      'where, greater',
      a,
      b,
      (tf, x, y) => tf.where(tf.greater(x, y), x, tf.zerosLike(x)),
      zip(a.data, b.data, (x, y) => (x > y ? x : 0)),
    ),
    two(
      'equal',
      ids,
      ids,
      (tf, x, y) => tf.cast(tf.equal(x, y), 'float32'),
      map(ids.data, () => 1),
    ),
    one(
      'cast of int32',
      ids,
      (tf, x) => tf.mul(tf.cast(x, 'float32'), 0.5),
      map(ids.data, (x) => x / 2),
    ),
  ];
}
