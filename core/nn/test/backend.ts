// The backends the tests run on: cpu as the reference, wasm since its set of kernels is the smallest.

import { loadTfjs } from '@codex-ml/engine-tfjs/dist/load-tfjs.js';
import type { TensorOps } from '@codex-ml/nn';
import type { Tensor, TfCore, Variable } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';

export const tf: TfCore = await loadTfjs();

export const ops: TensorOps = { tf, features: new Set() };

/** Make a backend the active one. */
export async function activate(backend: 'cpu' | 'wasm'): Promise<void> {
  await tf.setBackend(backend);
  await tf.ready();
}

/** A variable of normal deviates, the same for the same name. */
export function randomVariable(name: string, shape: number[], deviation = 1): Variable {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = createRng(7, name).fillNormal(new Float32Array(size), 0, deviation);
  return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
}

/** Values of a tensor, which is disposed. */
export function take(tensor: Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}
