// The backends the tests run on, and arrays for the models.
import { loadTfjs } from '@codex-ml/engine-tfjs/dist/load-tfjs.js';
import type { Tensor, TfCore } from '@codex-ml/plugin-api';

export const tf: TfCore = await loadTfjs();

/** Make a backend the active one. */
export async function activate(backend: 'cpu' | 'wasm'): Promise<void> {
  await tf.setBackend(backend);
  await tf.ready();
}

/** int32 [rows, columns] */
export function idsOf(rows: number[][]): Tensor {
  return tf.tensor2d(rows, undefined, 'int32');
}

/** int32 [values.length] */
export function indices(...values: number[]): Tensor {
  return tf.tensor1d(values, 'int32');
}

/** Values of what `compute` returns; everything else it makes is released. */
export function valuesOf(compute: () => Tensor): Float32Array {
  return tf.tidy(() => compute().dataSync()) as Float32Array;
}

/** Largest absolute difference. */
export function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}
