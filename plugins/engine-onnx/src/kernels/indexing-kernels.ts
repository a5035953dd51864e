// Reads and writes by index: gather, scatter, one-hot, the largest elements.
import type { Graph } from '../graph/graph.js';
import {
  binary,
  cast,
  expand,
  fill,
  gather,
  int64s,
  reshape,
  scalar,
  transpose,
  where,
} from '../graph/operators.js';
import { sizeOfShape, type Value, type ValueType } from '../graph/value.js';
import { readAxis, type TracedKernel } from './traced-kernel.js';

const span = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Gather whose first `batchAxes` axes go together with those of `indices`. */
function gatherInBatches(graph: Graph, x: Value, indices: Value, axis: number, batchAxes: number): Value {
  const batch = x.shape.slice(0, batchAxes);
  const between = x.shape.slice(batchAxes, axis);
  const inner = x.shape.slice(axis + 1);
  const places = indices.shape.slice(batchAxes);
  const length = x.shape[axis]!;
  const [batches, outer, count] = [batch, between, places].map(sizeOfShape) as [number, number, number];
  const width = sizeOfShape(inner);
  const flat = reshape(graph, x, [batches, outer, length, width]);
  const rows = reshape(graph, transpose(graph, flat, [0, 2, 1, 3]), [batches * length, outer, width]);
  const starts = graph.constant(
    indices.dtype,
    [batches, 1],
    span(batches).map((i) => i * length),
  );
  const flatIndices = binary(graph, 'Add', reshape(graph, indices, [batches, count]), starts);
  const picked = gather(graph, rows, flatIndices, 0); // [batches, count, outer, width]
  return reshape(graph, transpose(graph, picked, [0, 2, 1, 3]), [...batch, ...between, ...places, ...inner]);
}

function scatter(graph: Graph, target: Value, indices: Value, updates: Value, add: boolean): Value {
  if (sizeOfShape(updates.shape) === 0) return target;
  const attributes = { reduction: add ? 'add' : 'none' };
  return graph.add('ScatterND', [target, cast(graph, indices, 'int64'), updates], target, { attributes });
}

export const indexingKernels: readonly TracedKernel[] = [
  {
    name: 'GatherV2',
    onnx: ['Gather'],
    note: 'negative indices count from the back instead of being refused',
    trace({ graph, inputs: { x, indices }, attributes }) {
      const axis = readAxis(attributes['axis'], x!.shape.length);
      const batchAxes = readAxis(attributes['batchDims'], x!.shape.length);
      const places = cast(graph, indices!, 'int32');
      return batchAxes === 0
        ? gather(graph, x!, places, axis)
        : gatherInBatches(graph, x!, places, axis, batchAxes);
    },
  },
  {
    name: 'GatherNd',
    onnx: ['GatherND'],
    trace({ graph, inputs: { params, indices } }) {
      const depth = indices!.shape.at(-1)!;
      const shape = [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)];
      const places = cast(graph, indices!, 'int64');
      return graph.add('GatherND', [params!, places], { dtype: params!.dtype, shape });
    },
  },
  {
    name: 'ScatterNd',
    onnx: ['ScatterND'],
    trace({ graph, inputs: { indices, updates }, attributes }) {
      const zeros = fill(graph, updates!.dtype, attributes['shape'] as number[], 0);
      return scatter(graph, zeros, indices!, updates!, true);
    },
  },
  {
    name: 'TensorScatterUpdate',
    onnx: ['ScatterND'],
    trace: ({ graph, inputs: { tensor, indices, updates } }) =>
      scatter(graph, tensor!, indices!, updates!, false),
  },
  {
    name: 'SparseToDense',
    onnx: ['ScatterND'],
    trace({ graph, inputs: { sparseIndices, sparseValues, defaultValue }, attributes }) {
      const shape = attributes['outputShape'] as number[];
      const count = sparseIndices!.shape[0] ?? 1;
      const indices = reshape(graph, sparseIndices!, [count, sparseIndices!.shape[1] ?? shape.length]);
      const values = expand(graph, sparseValues!, [count]);
      const target = expand(graph, reshape(graph, defaultValue!, []), shape);
      return scatter(graph, target, indices, values, false);
    },
  },
  {
    name: 'UnsortedSegmentSum',
    onnx: ['ScatterND'],
    trace({ graph, inputs: { x, segmentIds }, attributes }) {
      const segments = attributes['numSegments'] as number;
      const rank = segmentIds!.shape.length;
      const rows = sizeOfShape(segmentIds!.shape);
      const inner = x!.shape.slice(rank);
      const shape = [segments, ...inner];
      if (segments === 0) return graph.constant(x!.dtype, shape, []);
      const ids = reshape(graph, cast(graph, segmentIds!, 'int32'), [rows, 1]);
      const [first, last] = [scalar(graph, 'int32', 0), scalar(graph, 'int32', segments - 1)];
      const known = binary(
        graph,
        'And',
        binary(graph, 'GreaterOrEqual', ids, first, 'bool'),
        binary(graph, 'LessOrEqual', ids, last, 'bool'),
        'bool',
      );
      // Rows of other segments are left out: they add zeros to the first one.
      const values = where(
        graph,
        reshape(graph, known, [rows, ...inner.map(() => 1)]),
        reshape(graph, x!, [rows, ...inner]),
        scalar(graph, x!.dtype, 0),
      );
      const zeros = fill(graph, x!.dtype, shape, 0);
      return scatter(graph, zeros, where(graph, known, ids, first), values, true);
    },
  },
  {
    name: 'OneHot',
    onnx: ['Equal', 'Where'],
    trace({ graph, inputs: { indices }, attributes }) {
      const depth = attributes['depth'] as number;
      const dtype = (attributes['dtype'] as ValueType | undefined) ?? 'int32';
      const classes = graph.constant('int32', [depth], span(depth));
      const places = reshape(graph, cast(graph, indices!, 'int32'), [...indices!.shape, 1]);
      const hit = binary(graph, 'Equal', places, classes, 'bool');
      const [on, off] = ['onValue', 'offValue'].map((name) =>
        scalar(graph, dtype, attributes[name] as number),
      ) as [Value, Value];
      return where(graph, hit, on, off);
    },
  },
  {
    name: 'TopK',
    onnx: ['TopK'],
    trace({ graph, inputs: { x }, attributes }) {
      const k = attributes['k'] as number;
      const shape = [...x!.shape.slice(0, -1), k];
      if (sizeOfShape(shape) === 0) {
        return [graph.constant(x!.dtype, shape, []), graph.constant('int32', shape, [])];
      }
      const [values, places] = graph.addMany(
        'TopK',
        [x!, int64s(graph, [k])],
        [
          { dtype: x!.dtype, shape },
          { dtype: 'int64', shape },
        ],
        { attributes: { axis: -1, largest: 1, sorted: 1 } },
      );
      return [values!, cast(graph, places!, 'int32')];
    },
  },
  {
    name: 'Diag',
    onnx: ['Where'],
    trace({ graph, inputs: { x } }) {
      const size = sizeOfShape(x!.shape);
      const flags = span(size * size).map((i) => (i % (size + 1) === 0 ? 1 : 0));
      const diagonal = graph.constant('bool', [size, size], flags);
      const rows = reshape(graph, x!, [1, size]);
      const square = where(graph, diagonal, rows, scalar(graph, x!.dtype, 0));
      return reshape(graph, square, [...x!.shape, ...x!.shape]);
    },
  },
];
