// Kernels that move elements without computing: reshape, transpose, slices, joins, padding.
import type { Graph } from '../graph/graph.js';
import {
  cast,
  concat,
  expand,
  gather,
  int64s,
  reshape,
  scalar,
  slice,
  transpose,
} from '../graph/operators.js';
import { sizeOfShape, type Value, type ValueType } from '../graph/value.js';
import { readAxes, readAxis, type TracedKernel } from './traced-kernel.js';

/** Pick positions that are known while tracing along one axis. */
function pick(graph: Graph, x: Value, axis: number, places: readonly number[]): Value {
  return gather(graph, x, int64s(graph, places), axis);
}

function split(graph: Graph, x: Value, axis: number, lengths: readonly number[]): readonly Value[] {
  const shapes = lengths.map((length) => x.shape.map((size, i) => (i === axis ? length : size)));
  if (shapes.some((shape) => sizeOfShape(shape) === 0)) {
    let start = 0;
    return shapes.map((shape) => {
      const begin = shape.map((_, i) => (i === axis ? start : 0));
      start += shape[axis]!;
      return slice(graph, x, begin, shape);
    });
  }
  if (lengths.length === 1) return [x];
  return graph.addMany(
    'Split',
    [x, int64s(graph, lengths)],
    shapes.map((shape) => ({ dtype: x.dtype, shape })),
    { attributes: { axis } },
  );
}

function withAxis(shape: readonly number[], axis: number): number[] {
  return [...shape.slice(0, axis), 1, ...shape.slice(axis)];
}

/** Index of each element of a mirrored axis. `symmetric` repeats the edge, `reflect` does not. */
function mirrored(size: number, before: number, after: number, symmetric: boolean): number[] {
  const offset = symmetric ? 1 : 0;
  return Array.from({ length: before + size + after }, (_, i) => {
    const place = i - before;
    if (place < 0) return -place - offset;
    return place < size ? place : 2 * (size - 1) - place + offset;
  });
}

export const shapeKernels: readonly TracedKernel[] = [
  { name: 'Identity', onnx: [], trace: ({ inputs: { x } }) => x! },
  {
    name: 'Cast',
    onnx: ['Cast'],
    trace: ({ graph, inputs: { x }, attributes }) => cast(graph, x!, attributes['dtype'] as ValueType),
  },
  {
    name: 'Reshape',
    onnx: ['Reshape'],
    trace: ({ graph, tf, inputs: { x }, attributes }) =>
      reshape(
        graph,
        x!,
        tf.util.inferFromImplicitShape(attributes['shape'] as number[], sizeOfShape(x!.shape)),
      ),
  },
  {
    name: 'ExpandDims',
    onnx: ['Reshape'],
    trace({ graph, inputs: { input }, attributes }) {
      const axis = readAxis(attributes['dim'], input!.shape.length + 1);
      return reshape(graph, input!, withAxis(input!.shape, axis));
    },
  },
  {
    name: 'Transpose',
    onnx: ['Transpose'],
    trace: ({ graph, inputs: { x }, attributes }) => transpose(graph, x!, attributes['perm'] as number[]),
  },
  {
    name: 'BroadcastTo',
    onnx: ['Expand'],
    trace: ({ graph, inputs: { x }, attributes }) => expand(graph, x!, attributes['shape'] as number[]),
  },
  {
    name: 'Tile',
    onnx: ['Tile', 'Expand'],
    trace({ graph, inputs: { x }, attributes }) {
      const reps = attributes['reps'] as number[];
      const shape = x!.shape.map((size, axis) => size * reps[axis]!);
      const broadcasts = x!.shape.every((size, axis) => size === 1 || reps[axis] === 1);
      if (broadcasts) return expand(graph, x!, shape);
      return graph.add('Tile', [x!, int64s(graph, reps)], { dtype: x!.dtype, shape });
    },
  },
  {
    name: 'Slice',
    onnx: ['Slice'],
    trace({ graph, tf, inputs: { x }, attributes }) {
      const { begin, size } = attributes as { begin: number[]; size: number[] };
      // Reads only the shape.
      const [first, sizes] = tf.slice_util.parseSliceParams(x as never, begin, size);
      return slice(graph, x!, first!, sizes!);
    },
  },
  {
    name: 'StridedSlice',
    onnx: ['Slice', 'Reshape'],
    trace({ graph, tf, inputs: { x }, attributes }) {
      const given = attributes as Record<'begin' | 'end' | 'strides', number[]> & Record<string, number>;
      const info = tf.slice_util.sliceInfo(
        [...x!.shape],
        given.begin,
        given.end,
        given.strides,
        given['beginMask']!,
        given['endMask']!,
        given['ellipsisMask']!,
        given['newAxisMask']!,
        given['shrinkAxisMask']!,
      );
      if (info.isIdentity) return reshape(graph, x!, info.finalShape);
      const size = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
      return reshape(graph, slice(graph, x!, info.begin, size, info.strides), info.finalShape);
    },
  },
  {
    name: 'Reverse',
    onnx: ['Slice'],
    trace({ graph, inputs: { x }, attributes }) {
      const axes = readAxes(attributes['dims'], x!.shape.length);
      const begin = x!.shape.map((size, axis) => (axes.includes(axis) ? size - 1 : 0));
      const step = x!.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1));
      return x!.shape.length === 0 ? x! : slice(graph, x!, begin, x!.shape, step);
    },
  },
  {
    name: 'Concat',
    onnx: ['Concat'],
    trace({ graph, inputs, attributes }) {
      const parts = Object.values(inputs);
      return concat(graph, parts, readAxis(attributes['axis'], parts[0]!.shape.length));
    },
  },
  {
    name: 'Pack',
    onnx: ['Reshape', 'Concat'],
    trace({ graph, inputs, attributes }) {
      const parts = Object.values(inputs);
      const axis = readAxis(attributes['axis'], parts[0]!.shape.length + 1);
      return concat(
        graph,
        parts.map((part) => reshape(graph, part, withAxis(part.shape, axis))),
        axis,
      );
    },
  },
  {
    name: 'Unpack',
    onnx: ['Split', 'Reshape'],
    trace({ graph, inputs: { value }, attributes }) {
      const axis = readAxis(attributes['axis'], value!.shape.length);
      const shape = value!.shape.filter((_, i) => i !== axis);
      const ones = Array.from({ length: value!.shape[axis]! }, () => 1);
      return split(graph, value!, axis, ones).map((part) => reshape(graph, part, shape));
    },
  },
  {
    name: 'SplitV',
    onnx: ['Split'],
    trace({ graph, tf, inputs: { x }, attributes }) {
      const axis = readAxis(attributes['axis'], x!.shape.length);
      const given = attributes['numOrSizeSplits'] as number | number[];
      const lengths = tf.backend_util.prepareSplitSize(x as never, structuredClone(given), axis);
      return split(graph, x!, axis, lengths);
    },
  },
  {
    name: 'PadV2',
    onnx: ['Pad'],
    trace({ graph, inputs: { x }, attributes }) {
      const paddings = attributes['paddings'] as [number, number][];
      const shape = x!.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
      const value = scalar(graph, x!.dtype, attributes['constantValue'] as number);
      if (sizeOfShape(x!.shape) === 0) return expand(graph, value, shape);
      const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
      if (pads.every((pad) => pad === 0)) return x!;
      return graph.add('Pad', [x!, int64s(graph, pads), value], { dtype: x!.dtype, shape });
    },
  },
  {
    name: 'MirrorPad',
    onnx: ['Gather'],
    trace({ graph, inputs: { x }, attributes }) {
      const paddings = attributes['paddings'] as [number, number][];
      const symmetric = attributes['mode'] === 'symmetric';
      return paddings.reduce((value, [before, after], axis) => {
        if (before === 0 && after === 0) return value;
        return pick(graph, value, axis, mirrored(value.shape[axis]!, before, after, symmetric));
      }, x!);
    },
  },
  {
    name: 'DepthToSpace',
    onnx: ['Reshape', 'Transpose'],
    trace({ graph, inputs: { x }, attributes }) {
      const block = attributes['blockSize'] as number;
      const channelsLast = attributes['dataFormat'] === 'NHWC';
      const [batch, ...rest] = x!.shape as [number, number, number, number];
      const [height, width, depth] = channelsLast ? rest : [rest[1], rest[2], rest[0]];
      const outer = depth / (block * block);
      const size = [height * block, width * block];
      if (channelsLast) {
        const parts = reshape(graph, x!, [batch, height, width, block, block, outer]);
        return reshape(graph, transpose(graph, parts, [0, 1, 3, 2, 4, 5]), [batch, ...size, outer]);
      }
      const parts = reshape(graph, x!, [batch, block, block, outer, height, width]);
      return reshape(graph, transpose(graph, parts, [0, 3, 4, 1, 5, 2]), [batch, outer, ...size]);
    },
  },
];
