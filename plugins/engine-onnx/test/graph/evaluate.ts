// A graph computed in double precision, node by node: what loops, simplified graphs and placements are compared with.

import { type Node, sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { HOST_DOMAIN, SCATTER_ADD } from '@codex-ml/engine-onnx/dist/rewrite/simplify.js';
import { readConstantValues } from './read-constant-values.js';

type Numbers = Float64Array;

/** Numbers of values that are known: inputs at least. Results are added. */
export type Known = Map<Value, Numbers>;

const ELEMENTWISE: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: (a, b) => Math.max(a, b),
  Min: (a, b) => Math.min(a, b),
  Abs: Math.abs,
  Neg: (a) => -a,
  Sqrt: Math.sqrt,
  Reciprocal: (a) => 1 / a,
  Relu: (a) => Math.max(a, 0),
  Exp: Math.exp,
  Sigmoid: (a) => 1 / (1 + Math.exp(-a)),
};

const REDUCTIONS: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  ReduceSum: (numbers) => numbers.reduce((sum, each) => sum + each, 0),
  ReduceMean: (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length,
  ReduceMax: (numbers) =>
    numbers.reduce((largest, each) => Math.max(largest, each), Number.NEGATIVE_INFINITY),
};

export function evaluate(value: Value, known: Known): Numbers {
  let numbers = known.get(value);
  if (numbers === undefined) {
    numbers =
      value.source.kind === 'node' ? evaluateNode(value.source.node, known) : readConstantValues(value);
    known.set(value, numbers);
  }
  return numbers;
}

function evaluateNode(node: Node, known: Known): Numbers {
  const { op, domain, inputs, attributes } = node;
  const given = inputs.map((input) => evaluate(input, known));
  const { shape } = node.outputs[0]!;
  const size = sizeOfShape(shape);
  const [first, second] = given as [Numbers, Numbers];
  if (Object.hasOwn(ELEMENTWISE, op)) {
    const readers = inputs.map((input, i) => broadcasting(input.shape, given[i]!, shape));
    return Float64Array.from({ length: size }, (_, i) =>
      ELEMENTWISE[op]!(readers[0]!(i), readers[1]?.(i) ?? 0),
    );
  }
  if (Object.hasOwn(REDUCTIONS, op)) return reduce(op, inputs[0]!, first, [...second]);
  if (domain === HOST_DOMAIN && op === SCATTER_ADD) {
    return scatter(first.slice(), second, given[2]!, attributes['sign'] as number, node);
  }
  switch (op) {
    case 'Cast':
    case 'Reshape':
    case 'Identity':
      return first;
    case 'Expand': {
      const read = broadcasting(inputs[0]!.shape, first, shape);
      return Float64Array.from({ length: size }, (_, i) => read(i));
    }
    case 'Transpose':
      return transpose(inputs[0]!, first, attributes['perm'] as readonly number[], shape);
    case 'MatMul':
    case 'FusedMatMul':
      return matMul(node, first, second);
    case 'ScatterND':
      return scatter(first.slice(), second, given[2]!, 1, node);
    case 'Softmax':
      return softmax(first, shape.at(-1)!);
    default:
      throw new Error(`no reference for ${op}`);
  }
}

/** Row-major places of each element. */
function placesOf(shape: readonly number[], index: number): number[] {
  const places = new Array<number>(shape.length);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    places[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return places;
}

/** Reads an operand by the index of the result that it is broadcast to. */
function broadcasting(operand: readonly number[], numbers: Numbers, shape: readonly number[]) {
  if (numbers.length === sizeOfShape(shape)) return (index: number): number => numbers[index]!;
  if (numbers.length === 1) return (): number => numbers[0]!;
  const dropped = shape.length - operand.length;
  return (index: number): number =>
    numbers[
      placesOf(shape, index)
        .slice(dropped)
        .reduce((at, place, axis) => at * operand[axis]! + (operand[axis] === 1 ? 0 : place), 0)
    ]!;
}

function reduce(op: string, { shape }: Value, numbers: Numbers, axes: readonly number[]): Numbers {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups = Array.from({ length: sizeOfShape(kept) }, (): number[] => []);
  numbers.forEach((each, index) => {
    const at = placesOf(shape, index).reduce(
      (place, step, axis) => place * kept[axis]! + (axes.includes(axis) ? 0 : step),
      0,
    );
    groups[at]!.push(each);
  });
  return Float64Array.from(groups, REDUCTIONS[op]);
}

function transpose(
  { shape }: Value,
  numbers: Numbers,
  perm: readonly number[],
  result: readonly number[],
): Numbers {
  return Float64Array.from({ length: numbers.length }, (_, index) => {
    const places = placesOf(result, index);
    return numbers[shape.reduce((at, size, axis) => at * size + places[perm.indexOf(axis)]!, 0)]!;
  });
}

function matMul({ inputs, outputs, attributes }: Node, left: Numbers, right: Numbers): Numbers {
  const [a, b] = inputs as [Value, Value];
  const { shape } = outputs[0]!;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const [transA, transB] = ['transA', 'transB'].map((name) => attributes[name] === 1);
  const inner = a.shape.at(transA ? -2 : -1)!;
  const batch = shape.slice(0, -2);
  const start = (operand: Value, index: number): number => {
    const own = operand.shape.slice(0, -2);
    const places = placesOf(batch, index).slice(batch.length - own.length);
    const at = own.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : places[axis]!), 0);
    return at * operand.shape.at(-1)! * operand.shape.at(-2)!;
  };
  return Float64Array.from({ length: sizeOfShape(shape) }, (_, index) => {
    const matrix = Math.floor(index / (rows * columns));
    const [row, column] = [Math.floor(index / columns) % rows, index % columns];
    const [fromA, fromB] = [start(a, matrix), start(b, matrix)];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const x = left[fromA + (transA ? k * rows + row : row * inner + k)]!;
      sum += x * right[fromB + (transB ? column * inner + k : k * columns + column)]!;
    }
    return sum;
  });
}

function scatter(base: Numbers, places: Numbers, updates: Numbers, sign: number, node: Node): Numbers {
  const target = (node.attributes['target'] as readonly number[] | undefined) ?? node.outputs[0]!.shape;
  const depth = node.inputs[1]!.shape.at(-1)!;
  const width = sizeOfShape(target.slice(depth));
  updates.forEach((update, index) => {
    const first = Math.floor(index / width) * depth;
    const row = target.slice(0, depth).reduce((at, size, axis) => at * size + places[first + axis]!, 0);
    base[row * width + (index % width)] = base[row * width + (index % width)]! + sign * update;
  });
  return base;
}

function softmax(numbers: Numbers, width: number): Numbers {
  const result = numbers.slice();
  for (let start = 0; start < result.length; start += width) {
    const row = result.subarray(start, start + width);
    const largest = Math.max(...row);
    const total = row.reduce((sum, each) => sum + Math.exp(each - largest), 0);
    row.forEach((each, i) => {
      row[i] = Math.exp(each - largest) / total;
    });
  }
  return result;
}
