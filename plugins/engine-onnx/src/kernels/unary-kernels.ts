// Functions of one array, element by element.
import type { Graph } from '../graph/graph.js';
import { binary, cast, scalar, unary, where } from '../graph/operators.js';
import type { Attribute, Value, ValueType } from '../graph/value.js';
import type { KernelCall, TracedKernel } from './traced-kernel.js';

type Transform = (graph: Graph, x: Value, call: KernelCall) => Value;

/** ONNX defines most functions for floats only: other types go there and back. */
function onFloats(
  name: string,
  onnx: readonly string[],
  transform: Transform,
  result?: ValueType,
): TracedKernel {
  return {
    name,
    onnx,
    trace(call) {
      const { graph, inputs } = call;
      const x = inputs['x']!;
      return cast(graph, transform(graph, cast(graph, x, 'float32'), call), result ?? x.dtype);
    },
  };
}

/** The same operator, under the same or another name. */
function direct(name: string, op = name, attributes?: Readonly<Record<string, Attribute>>): TracedKernel {
  return onFloats(name, [op], (graph, x) => unary(graph, op, x, x.dtype, attributes && { attributes }));
}

/** Operators that take int32 as well. bool is computed as int32. */
function numeric(name: string, onnx: readonly string[], transform: Transform): TracedKernel {
  return {
    name,
    onnx,
    trace(call) {
      const { graph, inputs } = call;
      const x = inputs['x']!;
      const computed = x.dtype === 'bool' ? cast(graph, x, 'int32') : x;
      return cast(graph, transform(graph, computed, call), x.dtype);
    },
  };
}

/** Whole numbers stay as they are. */
function rounding(name: string): TracedKernel {
  return numeric(name, [name], (graph, x) => (x.dtype === 'int32' ? x : unary(graph, name, x)));
}

const test = (name: string, onnx: readonly string[], transform: Transform) =>
  onFloats(name, onnx, transform, 'bool');

/** Near 0 the plain formula would cancel in single precision. */
function inDoubles(graph: Graph, x: Value, transform: (wide: Value, one: Value) => Value): Value {
  return cast(graph, transform(cast(graph, x, 'float64'), scalar(graph, 'float64', 1)), 'float32');
}

function clip(graph: Graph, x: Value, lowest: number, highest: number): Value {
  const bounds = [lowest, highest].map((bound) => scalar(graph, x.dtype, bound));
  return graph.add('Clip', [x, ...bounds], { dtype: x.dtype, shape: x.shape });
}

/** Of all finite numbers in float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const isNan: Transform = (graph, x) => unary(graph, 'IsNaN', x, 'bool');
const isInfinite: Transform = (graph, x) => unary(graph, 'IsInf', x, 'bool');

export const unaryKernels: readonly TracedKernel[] = [
  ...['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Sin', 'Sinh', 'Tan', 'Tanh'].map(
    (name) => direct(name),
  ),
  ...['Elu', 'Erf', 'Log', 'Reciprocal', 'Selu', 'Sigmoid', 'Softplus', 'Sqrt'].map((name) => direct(name)),
  ...['Ceil', 'Floor', 'Round'].map(rounding),
  onFloats('Exp', ['Exp'], (graph, x) => unary(graph, 'Exp', x), 'float32'),
  numeric('Abs', ['Abs'], (graph, x) => unary(graph, 'Abs', x)),
  numeric('Neg', ['Neg'], (graph, x) => unary(graph, 'Neg', x)),
  numeric('Sign', ['Sign'], (graph, x) => unary(graph, 'Sign', x)),
  numeric('Square', ['Mul'], (graph, x) => binary(graph, 'Mul', x, x)),
  numeric('Relu', ['Relu'], (graph, x) => unary(graph, 'Relu', x)),
  numeric('Relu6', ['Clip'], (graph, x) => clip(graph, x, 0, 6)),
  numeric('ClipByValue', ['Clip'], (graph, x, { attributes }) =>
    clip(graph, x, attributes['clipValueMin'] as number, attributes['clipValueMax'] as number),
  ),
  onFloats('Expm1', ['Exp', 'Sub'], (graph, x) =>
    inDoubles(graph, x, (wide, one) => binary(graph, 'Sub', unary(graph, 'Exp', wide), one)),
  ),
  onFloats('Log1p', ['Add', 'Log'], (graph, x) =>
    inDoubles(graph, x, (wide, one) => unary(graph, 'Log', binary(graph, 'Add', wide, one))),
  ),
  onFloats('Rsqrt', ['Sqrt', 'Reciprocal'], (graph, x) =>
    unary(graph, 'Reciprocal', unary(graph, 'Sqrt', x)),
  ),
  onFloats('LeakyRelu', ['LeakyRelu'], (graph, x, { attributes }) =>
    unary(graph, 'LeakyRelu', x, x.dtype, {
      attributes: { alpha: { float: (attributes['alpha'] as number | undefined) ?? 0.2 } },
    }),
  ),
  onFloats('Step', ['Greater', 'Where'], (graph, x, call) => {
    const positive = binary(graph, 'Greater', x, scalar(graph, 'float32', 0), 'bool');
    const below = scalar(graph, 'float32', (call.attributes['alpha'] as number | undefined) ?? 0);
    const steps = where(graph, positive, scalar(graph, 'float32', 1), below);
    return where(graph, isNan(graph, x, call), x, steps);
  }),
  test('IsNan', ['IsNaN'], isNan),
  test('IsInf', ['IsInf'], isInfinite),
  // One comparison, which is false for what is no number; providers for GPUs lack IsNaN, IsInf and Or.
  test('IsFinite', ['Abs', 'LessOrEqual'], (graph, x) =>
    binary(graph, 'LessOrEqual', unary(graph, 'Abs', x), scalar(graph, 'float32', LARGEST), 'bool'),
  ),
];
