// Loads tfjs-core with its gradients and the two backends, once per process. Starts no backend.
import type { TfCore } from '@codex-ml/plugin-api';
import { registerKernels } from './kernels/register-kernels.js';
import { loadGradients } from './load-gradients.js';

let loading: Promise<TfCore> | undefined;

/**
 * The tfjs-core of this process, gradients and kernels registered, its banner silenced.
 * In Node both backends `require` the same CommonJS bundle that this import resolves to, so there is one copy.
 */
export function loadTfjs(): Promise<TfCore> {
  loading ??= load();
  return loading;
}

async function load(): Promise<TfCore> {
  const tf: TfCore = await import('@tensorflow/tfjs-core');
  // `PROD` only silences tfjs's own console lines, such as the advice to install tfjs-node.
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-backend-wasm');
  registerKernels(tf);
  await loadGradients(tf);
  return tf;
}
