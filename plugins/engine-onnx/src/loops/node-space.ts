// Which nodes a loop can compute, and over what rows and columns. Looks at one node at a time.
import { uniformValue } from '../graph/operators.js';
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { LOOP_OPERATORS, LOOP_REDUCTIONS } from './loop-operators.js';

/** Elements in row-major order, as rows of `width`. */
export interface Space {
  readonly rows: number;
  readonly width: number;
}

/**
 * How an operand follows the elements of a space:
 * - `full`: one number for each element
 * - `row`: one number for each row
 * - `column`: one row for all
 * - `periodic`: `period` rows, over and over
 * - `repeated`: each row `times` times
 * - `scalar`: one number
 */
export type Access =
  | { readonly kind: 'full' | 'row' | 'column' | 'scalar' }
  | { readonly kind: 'periodic'; readonly period: number }
  | { readonly kind: 'repeated'; readonly times: number };

export type NodeSpace =
  | { readonly kind: 'elementwise'; readonly space: Space; readonly accesses: readonly Access[] }
  /** One result for each row, for each column, or one; of the operand `operand`. */
  | {
      readonly kind: 'rows' | 'columns' | 'all';
      readonly space: Space;
      readonly reduction: string;
      readonly operand: number;
    };

/** Narrower rows are not worth a loop of their own. */
const NARROWEST = 4;

/** Undefined for nodes that no loop computes. */
export function findNodeSpace(node: Node): NodeSpace | undefined {
  if (node.domain !== '' || node.outputs.length !== 1) return undefined;
  const output = node.outputs[0]!;
  if (output.dtype !== 'float32' || sizeOfShape(output.shape) === 0) return undefined;
  if (Object.hasOwn(LOOP_OPERATORS, node.op)) return findElementwise(node, output);
  if (Object.hasOwn(LOOP_REDUCTIONS, node.op)) return findReduction(node);
  return node.op === 'MatMul' ? findSumOfRows(node) : undefined;
}

function findElementwise({ inputs }: Node, { shape }: Value): NodeSpace | undefined {
  if (inputs.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const size = sizeOfShape(shape);
  const accesses = inputs.map((input): Access | undefined =>
    uniformValue(input) === undefined ? findAccess(input.shape, shape) : { kind: 'scalar' },
  );
  if (accesses.some((access) => access === undefined)) return undefined;
  const width = shape.at(-1) ?? 1;
  const flat = accesses.every((access) => access!.kind === 'scalar' || access!.kind === 'full');
  if (width < NARROWEST && !flat) return undefined;
  // Where rows do not matter, a column of numbers is as good as a row.
  const space = flat && width < NARROWEST ? { rows: 1, width: size } : { rows: size / width, width };
  return { kind: 'elementwise', space, accesses: accesses as Access[] };
}

function findAccess(operand: readonly number[], result: readonly number[]): Access | undefined {
  const size = sizeOfShape(operand);
  const whole = withoutLeadingOnes(result);
  const width = result.at(-1) ?? 1;
  const rows = sizeOfShape(result) / width;
  if (size === 1) {
    if (rows * width === 1) return { kind: 'full' };
    // Of a single row, the number that a reduction along it has.
    return { kind: rows === 1 && operand.length === result.length ? 'row' : 'scalar' };
  }
  const shape = withoutLeadingOnes(operand);
  if (same(shape, whole)) return { kind: 'full' };
  if (operand.at(-1) === 1) {
    return size === rows && same(withoutLeadingOnes(operand.slice(0, -1)), whole.slice(0, -1))
      ? { kind: 'row' }
      : undefined;
  }
  if (!same(shape, whole.slice(-shape.length))) {
    const isRepeated = operand.length === result.length && isRepeatedRows(operand, result);
    return isRepeated ? { kind: 'repeated', times: (rows * width) / size } : undefined;
  }
  return shape.length === 1 ? { kind: 'column' } : { kind: 'periodic', period: size / width };
}

/** As [a, b, 1, 1, width] of [a, b, c, d, width]. */
function isRepeatedRows(operand: readonly number[], result: readonly number[]): boolean {
  if (operand.at(-1) !== result.at(-1)) return false;
  const leading = operand.slice(0, -1);
  const first = leading.findIndex((size, axis) => size !== result[axis]);
  return leading.slice(first).every((size) => size === 1);
}

function findReduction({ op, inputs }: Node): NodeSpace | undefined {
  const [operand, axisList] = inputs as [Value, Value | undefined];
  if (operand.dtype !== 'float32' || axisList?.source.kind !== 'constant') return undefined;
  const { buffer, byteOffset, byteLength } = axisList.source.bytes;
  const axes = new Set([...new BigInt64Array(buffer, byteOffset, byteLength / 8)].map(Number));
  const rank = operand.shape.length;
  const reduced = operand.shape.map((size, axis) => size === 1 || axes.has(axis));
  const width = operand.shape.at(-1) ?? 1;
  const space = { rows: sizeOfShape(operand.shape) / width, width };
  if (axes.size === 1 && axes.has(rank - 1) && width > 1) {
    return { kind: 'rows', space, reduction: op, operand: 0 };
  }
  if (reduced.every(Boolean)) {
    return op === 'ReduceSum' ? { kind: 'all', space, reduction: op, operand: 0 } : undefined;
  }
  const kept = operand.shape.map((_, axis) => axis).filter((axis) => !axes.has(axis));
  const leading = reduced.slice(0, -1).every(Boolean) && kept.includes(rank - 1);
  return leading && op === 'ReduceSum' ? { kind: 'columns', space, reduction: op, operand: 0 } : undefined;
}

/** A row of ones times a matrix. */
function findSumOfRows({ inputs }: Node): NodeSpace | undefined {
  const [ones, matrix] = inputs as [Value, Value];
  if (matrix.shape.length !== 2 || ones.shape.length !== 2 || ones.shape[0] !== 1) return undefined;
  if (uniformValue(ones) !== 1) return undefined;
  const [rows, width] = matrix.shape as [number, number];
  return width > 1
    ? { kind: 'columns', space: { rows, width }, reduction: 'ReduceSum', operand: 1 }
    : undefined;
}

function withoutLeadingOnes(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((size) => size !== 1);
  return first === -1 ? [] : shape.slice(first);
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
