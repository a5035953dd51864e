// Plain loops in double precision: what each operator of the table must give. Written for clarity, not speed.

export type Values = ArrayLike<number>;

export function map(a: Values, f: (value: number) => number): number[] {
  return Array.from(a, f);
}

/** Element by element; the shorter operand repeats, as a trailing axis does under broadcasting. */
export function zip(a: Values, b: Values, f: (a: number, b: number) => number): number[] {
  const size = Math.max(a.length, b.length);
  return Array.from({ length: size }, (_, i) => f(a[i % a.length]!, b[i % b.length]!));
}

/** a [batches, m, k] times b [batches, k, n]; `at` reads an operand that may be stored transposed. */
export function multiply(
  a: Values,
  b: Values,
  sizes: { batches: number; m: number; k: number; n: number },
  transposed: { a?: boolean; b?: boolean } = {},
): number[] {
  const { batches, m, k, n } = sizes;
  const out: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) {
          const left = a[batch * m * k + (transposed.a ? i * m + row : row * k + i)]!;
          const right = b[batch * k * n + (transposed.b ? column * k + i : i * n + column)]!;
          sum += left * right;
        }
        out.push(sum);
      }
    }
  }
  return out;
}

/** Apply `f` to each row of `width` values and join the results. */
export function eachRow(a: Values, width: number, f: (row: number[]) => readonly number[]): number[] {
  const all = Array.from(a);
  return Array.from({ length: all.length / width }, (_, i) =>
    f(all.slice(i * width, (i + 1) * width)),
  ).flat();
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function softmax(row: readonly number[]): number[] {
  const highest = Math.max(...row);
  const exponentials = row.map((value) => Math.exp(value - highest));
  const total = sum(exponentials);
  return exponentials.map((value) => value / total);
}

/** Swap the last two axes of [batches, rows, columns]. */
export function swap(a: Values, batches: number, rows: number, columns: number): number[] {
  const out: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) out.push(a[(batch * rows + row) * columns + column]!);
    }
  }
  return out;
}

/** Error function by its Maclaurin series, which converges for every argument used here (|x| < 4). */
export function erf(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
