// Products of matrices, with what tfjs fuses into them.
import type { Graph } from '../graph/graph.js';
import { binary, broadcast, fill, scalar, transpose, unary, where } from '../graph/operators.js';
import type { Value } from '../graph/value.js';
import type { TracedKernel } from './traced-kernel.js';

interface Transposed {
  readonly a: boolean;
  readonly b: boolean;
}

/** a [..., m, k] times b [..., k, n]; leading axes broadcast. */
function matMul(graph: Graph, a: Value, b: Value, transposed: Transposed): Value {
  const [rows, inner] = transposed.a
    ? [a.shape.at(-1)!, a.shape.at(-2)!]
    : [a.shape.at(-2)!, a.shape.at(-1)!];
  const columns = transposed.b ? b.shape.at(-2)! : b.shape.at(-1)!;
  const shape = [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
  const info = { dtype: a.dtype, shape };
  if (inner === 0) return fill(graph, a.dtype, shape, 0);
  if (a.dtype === 'float32' && (transposed.a || transposed.b)) {
    return graph.add('FusedMatMul', [a, b], info, {
      domain: 'com.microsoft',
      attributes: { transA: transposed.a ? 1 : 0, transB: transposed.b ? 1 : 0 },
    });
  }
  const left = transposed.a ? swapLast(graph, a) : a;
  return graph.add('MatMul', [left, transposed.b ? swapLast(graph, b) : b], info);
}

function swapLast(graph: Graph, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  const rank = axes.length;
  return transpose(graph, x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

type Activate = (graph: Graph, x: Value, more: { alpha: number; weights: Value | undefined }) => Value;

/** tfjs's names of activations. */
const ACTIVATIONS: Readonly<Record<string, Activate>> = {
  linear: (_, x) => x,
  relu: (graph, x) => unary(graph, 'Relu', x),
  elu: (graph, x) => unary(graph, 'Elu', x),
  sigmoid: (graph, x) => unary(graph, 'Sigmoid', x),
  relu6: (graph, x) => graph.add('Clip', [x, scalar(graph, 'float32', 0), scalar(graph, 'float32', 6)], x),
  leakyrelu: (graph, x, { alpha }) =>
    unary(graph, 'LeakyRelu', x, x.dtype, { attributes: { alpha: { float: alpha } } }),
  prelu: (graph, x, { weights }) => {
    const negative = binary(graph, 'Less', x, scalar(graph, 'float32', 0), 'bool');
    return where(graph, negative, binary(graph, 'Mul', x, weights!), x);
  },
};

function readTransposed(attributes: Readonly<Record<string, unknown>>): Transposed {
  return { a: attributes['transposeA'] === true, b: attributes['transposeB'] === true };
}

export const matmulKernels: readonly TracedKernel[] = [
  {
    name: 'BatchMatMul',
    onnx: ['MatMul', 'com.microsoft.FusedMatMul'],
    note: 'leading axes broadcast one by one, which tfjs gets wrong where only some of them do',
    trace: ({ graph, inputs: { a, b }, attributes }) => matMul(graph, a!, b!, readTransposed(attributes)),
  },
  {
    name: '_FusedMatMul',
    onnx: ['MatMul', 'com.microsoft.FusedMatMul', 'Add'],
    trace({ graph, inputs: { a, b, bias, preluActivationWeights }, attributes }) {
      const product = matMul(graph, a!, b!, readTransposed(attributes));
      const sum = bias === undefined ? product : binary(graph, 'Add', product, bias);
      const activate = ACTIVATIONS[(attributes['activation'] as string | undefined) ?? 'linear']!;
      const alpha = (attributes['leakyreluAlpha'] as number | undefined) ?? 0.2;
      return activate(graph, sum, { alpha, weights: preluActivationWeights });
    },
  },
  {
    name: 'Einsum',
    onnx: ['Einsum'],
    trace({ graph, tf, inputs, attributes }) {
      const equation = (attributes['equation'] as string).replace(/\s/g, '');
      const arrays = Object.values(inputs);
      const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, arrays.length);
      const sizes = new Map<string, number>();
      arrays.forEach(({ shape }, i) => {
        idDims[i]!.forEach((dimension, axis) => {
          sizes.set(allDims[dimension]!, shape[axis]!);
        });
      });
      const shape = Array.from(equation.split('->')[1]!, (letter) => sizes.get(letter)!);
      return graph.add('Einsum', arrays, { dtype: arrays[0]!.dtype, shape }, { attributes: { equation } });
    },
  },
];
