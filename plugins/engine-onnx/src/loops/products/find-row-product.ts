// Products of few rows with a matrix, which take as long as reading the matrix does. Looks at one node at a time.
import { type Node, sizeOfShape, type Value } from '../../graph/value.js';

/** Up to so many rows loops are faster than ONNX Runtime; with 8 both multiply as fast as they can. */
export const MOST_ROWS = 4;

/** result [rows, columns] = x [rows, inner] · matrix [inner, columns], or matrix [columns, inner] transposed. */
export interface RowProduct {
  readonly x: Value;
  readonly matrix: Value;
  readonly result: Value;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposed: boolean;
}

/** Undefined for all other nodes. */
export function findRowProduct({ op, domain, inputs, outputs, attributes }: Node): RowProduct | undefined {
  const known = (op === 'MatMul' && domain === '') || (op === 'FusedMatMul' && domain === 'com.microsoft');
  const [x, matrix] = inputs as [Value, Value];
  const result = outputs[0]!;
  if (!known || [x, matrix, result].some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (Object.keys(attributes).some((name) => name !== 'transA' && name !== 'transB')) return undefined;
  const transposed = attributes['transB'] === 1;
  const [first, second] = [matrix.shape.at(-2), matrix.shape.at(-1)];
  // Several matrices are not one.
  if (first === undefined || second === undefined || sizeOfShape(matrix.shape) !== first * second)
    return undefined;
  const [inner, columns] = transposed ? [second, first] : [first, second];
  const rows = sizeOfShape(result.shape) / columns;
  if (inner === 0 || columns === 0 || !(rows >= 1 && rows <= MOST_ROWS)) return undefined;
  // One row is the same numbers as one column.
  if (attributes['transA'] === 1 && rows > 1) return undefined;
  return { x, matrix, result, rows, inner, columns, transposed };
}
