// Transposes a stack of matrices in plain typed arrays, in blocks that fit the cache.

const BLOCK = 16;

/** `out[b, c, r] = x[b, r, c]` for `batch` matrices of `rows` x `columns`. */
export function transposeMatrices(
  x: Float32Array,
  out: Float32Array,
  batch: number,
  rows: number,
  columns: number,
): void {
  for (let b = 0; b < batch; b++) {
    const base = b * rows * columns;
    for (let r0 = 0; r0 < rows; r0 += BLOCK) {
      const r1 = Math.min(r0 + BLOCK, rows);
      for (let c0 = 0; c0 < columns; c0 += BLOCK) {
        const c1 = Math.min(c0 + BLOCK, columns);
        for (let c = c0; c < c1; c++) {
          const outRow = base + c * rows;
          for (let r = r0; r < r1; r++) out[outRow + r] = x[base + r * columns + c]!;
        }
      }
    }
  }
}
