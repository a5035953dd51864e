// Loads the two backends and this package's kernels into the tfjs-core of the process. Starts no backend.
import type { TfCore } from '@codex-ml/plugin-api';
import { loadTfCore } from '@codex-ml/tfjs';
import { registerKernels } from './kernels/register-kernels.js';

let loading: Promise<TfCore> | undefined;

/**
 * The tfjs-core of this process with gradients, both backends and kernels registered.
 * In Node both backends `require` the same CommonJS bundle that tfjs-core's import resolves to, so there is one copy.
 */
export function loadTfjs(): Promise<TfCore> {
  loading ??= load();
  return loading;
}

async function load(): Promise<TfCore> {
  const tf = await loadTfCore();
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-backend-wasm');
  registerKernels(tf);
  return tf;
}
