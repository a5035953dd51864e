// Decides how a matrix product is split into plain products of two matrices. Pure: shapes in, plan out.

/** `batch` products of [rows, inner] by [inner, columns]. A stack of one matrix is used for every product. */
export interface MatMulPlan {
  readonly batch: number;
  readonly stackA: number;
  readonly stackB: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly shape: readonly number[];
}

/** Below this many multiplications the fixed cost of a separate call is more than it saves (measured: about 4 µs). */
const SMALLEST_PRODUCT = 6000;
/** A transposed operand is copied once, which pays when each of its elements is used at least this often. */
const SMALLEST_REUSE = 8;

/**
 * A plan, or nothing where the stock kernel does as well or must report the mismatch.
 * @param a shape [..., rows, inner], or [..., inner, rows] when transposed; `b` likewise with inner and columns
 */
export function planMatMul(
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): MatMulPlan | undefined {
  const [rows, innerA] = lastTwo(a, transposeA);
  const [inner, columns] = lastTwo(b, transposeB);
  if (innerA !== inner) return undefined;
  const outerA = a.slice(0, -2);
  const outerB = b.slice(0, -2);
  const stackA = product(outerA);
  const stackB = product(outerB);
  if (stackA !== 1 && stackB !== 1 && outerA.join() !== outerB.join()) return undefined;
  const shape = [...(stackA === 1 && outerA.length <= outerB.length ? outerB : outerA), rows, columns];
  // One right-hand matrix for a whole stack of rows is one larger product.
  const folded = stackB === 1 && !transposeA;
  const plan: MatMulPlan = folded
    ? { batch: 1, stackA: 1, stackB: 1, rows: rows * stackA, inner, columns, shape }
    : { batch: Math.max(stackA, stackB), stackA, stackB, rows, inner, columns, shape };
  if (plan.batch === 1 && stackA === 1 && !transposeA && !transposeB) return undefined;
  if (plan.rows * inner * columns < SMALLEST_PRODUCT) return undefined;
  if (transposeA && columns < SMALLEST_REUSE) return undefined;
  if (transposeB && plan.rows < SMALLEST_REUSE) return undefined;
  return plan;
}

function lastTwo(shape: readonly number[], transposed: boolean): [number, number] {
  const [first, second] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  return transposed ? [second, first] : [first, second];
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
