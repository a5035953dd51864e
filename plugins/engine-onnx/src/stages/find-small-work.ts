// Which nodes are so small that a turn of ONNX Runtime would take longer than all they do. Looks at one node at a time.
import { type Node, sizeOfShape, type Value } from '../graph/value.js';

/** Rows of a table, sums of integers, vectors that are taken apart or put together. */
export type SmallWork = 'rows' | 'integers' | 'apart' | 'together';

/** Rows of a table, integers, and numbers that are moved. */
const MOST = { rows: 4, integers: 16, moved: 4096 } as const;

export const INTEGER_OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => (a + b) | 0,
  Sub: (a, b) => (a - b) | 0,
  Mul: Math.imul,
  Min: (a, b) => Math.min(a, b),
  Max: (a, b) => Math.max(a, b),
};

export function findSmallWork(node: Node): SmallWork | undefined {
  if (node.domain !== '') return undefined;
  if (isTakingRows(node)) return 'rows';
  if (isOfIntegers(node)) return 'integers';
  if (!isMoving(node)) return undefined;
  return node.op === 'Split' ? 'apart' : 'together';
}

function isTakingRows({ op, inputs, attributes }: Node): boolean {
  if (op !== 'Gather' || attributes['axis'] !== 0) return false;
  const [table, places] = inputs as [Value, Value];
  return table.dtype === 'float32' && places.dtype === 'int32' && sizeOfShape(places.shape) <= MOST.rows;
}

function isOfIntegers({ op, inputs, outputs }: Node): boolean {
  if (!Object.hasOwn(INTEGER_OPERATORS, op) || inputs.length !== 2) return false;
  const size = sizeOfShape(outputs[0]!.shape);
  return (
    size <= MOST.integers &&
    [...inputs, ...outputs].every(({ dtype }) => dtype === 'int32') &&
    inputs.every(({ shape }) => sizeOfShape(shape) === size || sizeOfShape(shape) === 1)
  );
}

/** Along the last axis. */
function isMoving({ op, inputs, outputs, attributes }: Node): boolean {
  if (op !== 'Split' && op !== 'Concat') return false;
  const all = op === 'Split' ? [inputs[0]!, ...outputs] : [...inputs, ...outputs];
  return (
    all.every(({ dtype }) => dtype === 'float32') &&
    attributes['axis'] === outputs[0]!.shape.length - 1 &&
    sizeOfShape(inputs[0]!.shape) <= MOST.moved &&
    sizeOfShape(outputs[0]!.shape) <= MOST.moved
  );
}
