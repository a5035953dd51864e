// Floating-point operations of the operators that multiply matrices, from shapes. A multiplication and an addition count as two.
import { sizeOfShape } from '../graph/value.js';

type Shapes = readonly (readonly number[])[];

/**
 * The last two axes are those of the matrices, whether transposed or not: with [m, n] of the result, the other axis of the
 * first matrix is its size divided by m.
 */
function productFlops([a]: Shapes, [product]: Shapes): number | null {
  const rows = product?.at(-2);
  const [outer, inner] = [a?.at(-2), a?.at(-1)];
  if (
    product === undefined ||
    rows === undefined ||
    outer === undefined ||
    inner === undefined ||
    rows === 0
  ) {
    return null;
  }
  return (2 * sizeOfShape(product) * outer * inner) / rows;
}

const FLOPS: Readonly<Record<string, (inputs: Shapes, outputs: Shapes) => number | null>> = {
  MatMul: productFlops,
  FusedMatMul: productFlops,
  Gemm: productFlops,
};

/** Null for operators that are no products of matrices, and where the shapes do not tell. */
export function operatorFlops(op: string, inputs: Shapes, outputs: Shapes): number | null {
  return FLOPS[op]?.(inputs, outputs) ?? null;
}
