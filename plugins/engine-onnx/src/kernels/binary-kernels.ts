// Arithmetic of two arrays, and of many.
import type { Graph } from '../graph/graph.js';
import { binary, cast, sameShape, scalar, unary, uniformValue, where } from '../graph/operators.js';
import type { Value, ValueType } from '../graph/value.js';
import type { TracedKernel } from './traced-kernel.js';

type Combine = (graph: Graph, a: Value, b: Value) => Value;

const BOOL_NOTE = 'bool results are 0 or 1';

/** `combine` sees two arrays of one numeric type; bool is computed as int32. */
function arithmetic(
  name: string,
  onnx: readonly string[],
  combine: Combine,
  result?: ValueType,
): TracedKernel {
  return {
    name,
    onnx,
    note: BOOL_NOTE,
    trace({ graph, tf, inputs: { a, b } }) {
      const dtype = tf.upcastType(a!.dtype as 'float32', b!.dtype as 'float32') as ValueType;
      const computed = dtype === 'bool' ? 'int32' : dtype;
      return cast(
        graph,
        combine(graph, cast(graph, a!, computed), cast(graph, b!, computed)),
        result ?? dtype,
      );
    },
  };
}

const plain = (name: string, op: string) => arithmetic(name, [op], (graph, a, b) => binary(graph, op, a, b));

function multiply(graph: Graph, a: Value, b: Value): Value {
  const product = binary(graph, 'Mul', a, b);
  if (uniformValue(b) === 1 && sameShape(product.shape, a.shape)) return a;
  return uniformValue(a) === 1 && sameShape(product.shape, b.shape) ? b : product;
}

function divide(graph: Graph, a: Value, b: Value): Value {
  const [x, y] = [cast(graph, a, 'float32'), cast(graph, b, 'float32')];
  const quotient = binary(graph, 'Div', x, y);
  return uniformValue(y) === 1 && sameShape(quotient.shape, x.shape) ? x : quotient;
}

/** In double precision, as in JavaScript; a zero divisor of int32 gives 0, where integer operators would trap. */
function inDoubles(graph: Graph, a: Value, b: Value, combine: Combine, dtype: ValueType): Value {
  const [x, y] = [cast(graph, a, 'float64'), cast(graph, b, 'float64')];
  if (dtype !== 'int32') return cast(graph, combine(graph, x, y), dtype);
  const zero = scalar(graph, 'float64', 0);
  const result = where(graph, binary(graph, 'Equal', y, zero, 'bool'), zero, combine(graph, x, y));
  // By way of int64, which drops the upper bits as an Int32Array does.
  return cast(graph, cast(graph, result, 'int64'), 'int32');
}

function floorDivide(graph: Graph, a: Value, b: Value): Value {
  const quotient: Combine = (_, x, y) => unary(graph, 'Floor', binary(graph, 'Div', x, y));
  return inDoubles(graph, a, b, quotient, 'int32');
}

/** The remainder with the sign of the divisor. */
function modulo(graph: Graph, a: Value, b: Value): Value {
  const fmod: Combine = (_, x, y) => binary(graph, 'Mod', x, y, x.dtype, { attributes: { fmod: 1 } });
  const floored: Combine = (_, x, y) => {
    const zero = scalar(graph, 'float64', 0);
    const negative = (value: Value) => binary(graph, 'Less', value, zero, 'bool');
    const differ = binary(graph, 'Xor', negative(x), negative(y), 'bool');
    const remainder = fmod(graph, x, y);
    return where(graph, differ, fmod(graph, binary(graph, 'Add', remainder, y), y), remainder);
  };
  return inDoubles(graph, a, b, floored, a.dtype);
}

/** Angle of the point (b, a); ONNX has no operator of two arguments for it. */
function atan2(graph: Graph, a: Value, b: Value): Value {
  const zero = scalar(graph, 'float32', 0);
  const pi = scalar(graph, 'float32', Math.PI);
  const [up, right] = [cast(graph, a, 'float32'), cast(graph, b, 'float32')];
  const angle = unary(graph, 'Atan', binary(graph, 'Div', up, right));
  const turn = where(graph, binary(graph, 'Less', up, zero, 'bool'), unary(graph, 'Neg', pi), pi);
  const turned = where(
    graph,
    binary(graph, 'Less', right, zero, 'bool'),
    binary(graph, 'Add', angle, turn),
    angle,
  );
  const isZero = (value: Value) => binary(graph, 'Equal', value, zero, 'bool');
  return where(graph, binary(graph, 'And', isZero(up), isZero(right), 'bool'), zero, turned);
}

export const binaryKernels: readonly TracedKernel[] = [
  plain('Add', 'Add'),
  plain('Sub', 'Sub'),
  arithmetic('Multiply', ['Mul'], multiply),
  arithmetic('RealDiv', ['Div'], divide),
  arithmetic('FloorDiv', ['Div', 'Floor'], floorDivide, 'int32'),
  arithmetic('Mod', ['Mod', 'Where'], modulo),
  plain('Pow', 'Pow'),
  plain('Maximum', 'Max'),
  plain('Minimum', 'Min'),
  arithmetic('SquaredDifference', ['Sub', 'Mul'], (graph, a, b) => {
    const difference = binary(graph, 'Sub', a, b);
    return binary(graph, 'Mul', difference, difference);
  }),
  arithmetic('Atan2', ['Div', 'Atan', 'Where'], atan2),
  {
    name: 'AddN',
    onnx: ['Add'],
    trace({ graph, inputs }) {
      const [first, ...others] = Object.values(inputs);
      return others.reduce((sum, value) => binary(graph, 'Add', sum, value), first!);
    },
  },
  {
    name: 'Prelu',
    onnx: ['Mul', 'Where'],
    trace({ graph, inputs: { x, alpha } }) {
      const negative = binary(graph, 'Less', x!, scalar(graph, x!.dtype, 0), 'bool');
      return where(graph, negative, binary(graph, 'Mul', x!, alpha!), x!);
    },
  },
  {
    name: 'EluGrad',
    onnx: ['Mul', 'Where'],
    trace({ graph, inputs: { dy, y } }) {
      const [zero, one] = [scalar(graph, 'float32', 0), scalar(graph, 'float32', 1)];
      const slope = binary(graph, 'Add', y!, one);
      const positive = binary(graph, 'GreaterOrEqual', y!, zero, 'bool');
      return where(graph, positive, dy!, binary(graph, 'Mul', dy!, slope));
    },
  },
];
