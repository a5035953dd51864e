// Loads tfjs-core with its gradients, once per process. It registers no backend and no kernels.
import { fileURLToPath } from 'node:url';
import type { TfCore } from '@codex-ml/plugin-api';
import { loadGradients } from './load-gradients.js';

let loading: Promise<TfCore> | undefined;

/** The tfjs-core of this process, gradients registered, its banner silenced. Every caller gets the same one. */
export function loadTfCore(): Promise<TfCore> {
  loading ??= load();
  return loading;
}

/** The file that {@link loadTfCore} loads. A package that resolves tfjs-core to another file brings a copy of its own. */
export function tfCorePath(): string {
  return fileURLToPath(import.meta.resolve('@tensorflow/tfjs-core'));
}

async function load(): Promise<TfCore> {
  const tf: TfCore = await import('@tensorflow/tfjs-core');
  // `PROD` only silences tfjs's own console lines, such as the advice to install tfjs-node.
  tf.env().set('PROD', true);
  await loadGradients(tf);
  return tf;
}
