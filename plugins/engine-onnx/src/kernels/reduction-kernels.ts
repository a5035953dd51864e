// Reductions over axes, and running sums.
import type { Graph } from '../graph/graph.js';
import { binary, cast, concat, fill, reduce, reducedShape, slice, unary } from '../graph/operators.js';
import { sizeOfShape, type Value, type ValueType } from '../graph/value.js';
import { type KernelCall, readAxes, readAxis, type TracedKernel } from './traced-kernel.js';

/** @param empty the result over no elements */
function reduction(
  name: string,
  op: string,
  empty: number,
  types: { readonly compute: (given: ValueType) => ValueType; readonly result?: ValueType },
): TracedKernel {
  return {
    name,
    onnx: [op],
    trace({ graph, inputs: { x }, attributes }) {
      const axes = readAxes(attributes['axis'] ?? attributes['reductionIndices'], x!.shape.length);
      const keep = attributes['keepDims'] === true;
      const dtype = types.compute(x!.dtype);
      const result = types.result ?? dtype;
      if (sizeOfShape(x!.shape) === 0) {
        return fill(graph, result, reducedShape(x!.shape, axes, keep), empty);
      }
      return cast(graph, reduce(graph, op, cast(graph, x!, dtype), axes, keep), result);
    },
  };
}

const numeric = (given: ValueType): ValueType => (given === 'bool' ? 'int32' : given);
const int32 = (): ValueType => 'int32';

function extremum(name: string, op: string, empty: number): TracedKernel {
  const kernel = reduction(name, op, empty, { compute: numeric });
  return {
    ...kernel,
    trace: (call) => cast(call.graph, kernel.trace(call) as Value, call.inputs['x']!.dtype),
  };
}

function position(name: string, op: string): TracedKernel {
  return {
    name,
    onnx: [op],
    trace({ graph, inputs: { x }, attributes }) {
      const axis = readAxes(attributes['axis'], x!.shape.length)[0]!;
      const values = cast(graph, x!, numeric(x!.dtype));
      const shape = reducedShape(x!.shape, [axis], false);
      const found = graph.add(op, [values], { dtype: 'int64', shape }, { attributes: { axis, keepdims: 0 } });
      return cast(graph, found, 'int32');
    },
  };
}

/** Running products by doubling: log2(n) steps, as ONNX has no operator for them. */
function runningProduct(graph: Graph, x: Value, axis: number, backwards: boolean, exclusive: boolean): Value {
  const length = x.shape[axis]!;
  /** Move all elements by `distance`; ones come in. */
  const shift = (value: Value, distance: number): Value => {
    const shape = value.shape.map((size, i) => (i === axis ? distance : size));
    const rest = value.shape.map((size, i) => (i === axis ? size - distance : size));
    const begin = value.shape.map((_, i) => (i === axis && backwards ? distance : 0));
    const ones = fill(graph, value.dtype, shape, 1);
    const kept = slice(graph, value, begin, rest);
    return concat(graph, backwards ? [kept, ones] : [ones, kept], axis);
  };
  let product = exclusive ? shift(x, 1) : x;
  for (let distance = 1; distance < length; distance *= 2) {
    product = binary(graph, 'Mul', product, shift(product, distance));
  }
  return product;
}

function running(
  name: string,
  onnx: readonly string[],
  run: (graph: Graph, x: Value, axis: number, backwards: boolean, exclusive: boolean) => Value,
): TracedKernel {
  return {
    name,
    onnx,
    trace({ graph, inputs: { x }, attributes }: KernelCall) {
      const values = cast(graph, x!, numeric(x!.dtype));
      if (sizeOfShape(values.shape) === 0 || values.shape.length === 0) return values;
      const axis = readAxis(attributes['axis'], values.shape.length);
      return run(graph, values, axis, attributes['reverse'] === true, attributes['exclusive'] === true);
    },
  };
}

export const reductionKernels: readonly TracedKernel[] = [
  reduction('Sum', 'ReduceSum', 0, { compute: numeric }),
  reduction('Mean', 'ReduceMean', Number.NaN, { compute: () => 'float32' }),
  reduction('Prod', 'ReduceProd', 1, { compute: numeric }),
  extremum('Max', 'ReduceMax', Number.NEGATIVE_INFINITY),
  extremum('Min', 'ReduceMin', Number.POSITIVE_INFINITY),
  reduction('All', 'ReduceMin', 1, { compute: int32, result: 'bool' }),
  reduction('Any', 'ReduceMax', 0, { compute: int32, result: 'bool' }),
  position('ArgMax', 'ArgMax'),
  position('ArgMin', 'ArgMin'),
  running('Cumsum', ['CumSum'], (graph, x, axis, backwards, exclusive) =>
    graph.add('CumSum', [x, graph.constant('int64', [], [axis])], x, {
      attributes: { reverse: backwards ? 1 : 0, exclusive: exclusive ? 1 : 0 },
    }),
  ),
  running('Cumprod', ['Slice', 'Concat', 'Mul'], runningProduct),
  {
    name: 'Softmax',
    onnx: ['Softmax'],
    trace: ({ graph, inputs: { logits }, attributes }) =>
      unary(graph, 'Softmax', logits!, 'float32', {
        attributes: { axis: readAxis(attributes['dim'] ?? -1, logits!.shape.length) },
      }),
  },
  {
    name: 'LogSoftmax',
    onnx: ['LogSoftmax'],
    trace: ({ graph, inputs: { logits }, attributes }) =>
      unary(graph, 'LogSoftmax', logits!, 'float32', {
        attributes: { axis: readAxis(attributes['axis'] ?? -1, logits!.shape.length) },
      }),
  },
];
