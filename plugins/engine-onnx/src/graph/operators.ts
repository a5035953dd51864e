// ONNX operators as functions of values: shapes worked out, constants for their parameters made, no-ops left out.
import type { Graph, NodeOptions } from './graph.js';
import { sizeOfShape, type Value, type ValueType } from './value.js';

/** An int64 constant, the type of ONNX's shapes and axes. */
export function int64s(graph: Graph, values: readonly number[]): Value {
  return graph.constant('int64', [values.length], values);
}

export function scalar(graph: Graph, dtype: ValueType, value: number): Value {
  return graph.constant(dtype, [], [value]);
}

/** An array of one value, stored as one number. */
export function fill(graph: Graph, dtype: ValueType, shape: readonly number[], value: number): Value {
  if (sizeOfShape(shape) <= 1)
    return graph.constant(
      dtype,
      shape,
      Array.from({ length: sizeOfShape(shape) }, () => value),
    );
  return expand(graph, scalar(graph, dtype, value), shape);
}

export function unary(
  graph: Graph,
  op: string,
  x: Value,
  dtype: ValueType = x.dtype,
  options?: NodeOptions,
): Value {
  return graph.add(op, [x], { dtype, shape: x.shape }, options);
}

/** Element by element, broadcasting. */
export function binary(
  graph: Graph,
  op: string,
  a: Value,
  b: Value,
  dtype: ValueType = a.dtype,
  options?: NodeOptions,
): Value {
  return graph.add(op, [a, b], { dtype, shape: broadcast(a.shape, b.shape) }, options);
}

export function cast(graph: Graph, x: Value, dtype: ValueType): Value {
  return x.dtype === dtype ? x : unary(graph, 'Cast', x, dtype, { attributes: { to: ELEMENT_TYPES[dtype] } });
}

/** TensorProto.DataType, as the attribute of `Cast`. */
const ELEMENT_TYPES: Readonly<Record<ValueType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** @param shape of the same size, without -1 */
export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  if (x.source.kind === 'node') {
    const { op, inputs } = x.source.node;
    if (op === 'Reshape') return reshape(graph, inputs[0]!, shape);
    // A filled array of another shape.
    if (op === 'Expand' && sizeOfShape(inputs[0]!.shape) === 1) {
      return expand(graph, reshape(graph, inputs[0]!, []), shape);
    }
  }
  return graph.add('Reshape', [x, int64s(graph, shape)], { dtype: x.dtype, shape });
}

export function transpose(graph: Graph, x: Value, perm: readonly number[]): Value {
  if (perm.every((axis, i) => axis === i)) return x;
  const shape = perm.map((axis) => x.shape[axis]!);
  return graph.add('Transpose', [x], { dtype: x.dtype, shape }, { attributes: { perm } });
}

export function expand(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return x;
  return graph.add('Expand', [x, int64s(graph, shape)], { dtype: x.dtype, shape });
}

/** `size` elements of each axis from `begin` in steps of `step`, which may be negative. */
export function slice(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  step: readonly number[] = begin.map(() => 1),
): Value {
  if (sameShape(x.shape, size) && step.every((each) => each === 1)) return x;
  const end = begin.map((first, axis) => {
    const past = first + size[axis]! * step[axis]!;
    // A negative end counts from the back in ONNX; before the first element lies only what it clamps.
    return past < 0 ? -Number.MAX_SAFE_INTEGER : past;
  });
  const axes = begin.map((_, axis) => axis);
  return graph.add('Slice', [x, ...[begin, end, axes, step].map((each) => int64s(graph, each))], {
    dtype: x.dtype,
    shape: size,
  });
}

/** Arrays without elements are left out: ONNX Runtime does not take them everywhere. */
export function concat(graph: Graph, parts: readonly Value[], axis: number): Value {
  const first = parts[0]!;
  const length = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = first.shape.map((size, i) => (i === axis ? length : size));
  const filled = parts.filter((part) => sizeOfShape(part.shape) > 0);
  if (filled.length === 1 && sameShape(filled[0]!.shape, shape)) return filled[0]!;
  return graph.add('Concat', filled, { dtype: first.dtype, shape }, { attributes: { axis } });
}

/** Replaces `axis` of `x` by the shape of `indices`. */
export function gather(graph: Graph, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return graph.add('Gather', [x, indices], { dtype: x.dtype, shape }, { attributes: { axis } });
}

/** @param condition bool; `yes` and `no` are of one type, which may be bool too */
export function where(graph: Graph, condition: Value, yes: Value, no: Value): Value {
  const shape = broadcast(condition.shape, broadcast(yes.shape, no.shape));
  if (yes.dtype === 'bool') {
    const [a, b] = [cast(graph, yes, 'int32'), cast(graph, no, 'int32')];
    return cast(graph, graph.add('Where', [condition, a, b], { dtype: 'int32', shape }), 'bool');
  }
  return graph.add('Where', [condition, yes, no], { dtype: yes.dtype, shape });
}

/** Such as `ReduceSum`. @param axes not negative */
export function reduce(graph: Graph, op: string, x: Value, axes: readonly number[], keep: boolean): Value {
  const shape = reducedShape(x.shape, axes, keep);
  if (axes.length === 0) return x;
  return graph.add(
    op,
    [x, int64s(graph, axes)],
    { dtype: x.dtype, shape },
    { attributes: { keepdims: keep ? 1 : 0 } },
  );
}

export function reducedShape(shape: readonly number[], axes: readonly number[], keep: boolean): number[] {
  return keep
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** The number that all elements are, where that is plain to see. */
export function uniformValue(x: Value): number | undefined {
  if (x.source.kind === 'node') {
    const { op, inputs } = x.source.node;
    return op === 'Expand' || op === 'Reshape' ? uniformValue(inputs[0]!) : undefined;
  }
  if (x.source.kind !== 'constant' || sizeOfShape(x.shape) === 0) return undefined;
  const known = uniform.get(x.source.bytes);
  if (known !== undefined) return known ?? undefined;
  const found = findUniform(x.dtype, x.source.bytes);
  uniform.set(x.source.bytes, found ?? null);
  return found;
}

/** What was found in the bytes of constants; null for different numbers. */
const uniform = new WeakMap<Uint8Array, number | null>();

function findUniform(dtype: ValueType, { buffer, byteOffset, byteLength }: Uint8Array): number | undefined {
  if (dtype !== 'float32' && dtype !== 'int32') return undefined;
  const count = byteLength / 4;
  const numbers: ArrayLike<number> =
    dtype === 'float32'
      ? new Float32Array(buffer, byteOffset, count)
      : new Int32Array(buffer, byteOffset, count);
  const first = numbers[0]!;
  for (let i = 1; i < count; i++) if (!Object.is(numbers[i], first)) return undefined;
  return first;
}

export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    return x === 1 ? y : x;
  });
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
