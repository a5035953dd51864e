// Puts our kernels into tfjs's registry: what the wasm backend lacks, does wrong or does slowly.
import type { TfCore } from '@codex-ml/plugin-api';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { segmentSumKernel } from './segment-sum.js';
import { wasmCastKernel } from './wasm-cast.js';
import { wasmMatMulKernel } from './wasm-matmul.js';

/** Marks our kernels with the stock kernel they replace, so that registering twice does not stack them. */
const STOCK = Symbol.for('codex-ml.stock-kernel');

/** Register the kernels. Repeating it changes nothing. */
export function registerKernels(tf: TfCore): void {
  replaceKernel(tf, 'UnsortedSegmentSum', 'cpu', () => segmentSumKernel('cpu'));
  replaceKernel(tf, 'UnsortedSegmentSum', 'wasm', () => segmentSumKernel('wasm'));
  replaceKernel(tf, 'BatchMatMul', 'wasm', (stock) => wasmMatMulKernel(stock));
  replaceKernel(tf, 'Cast', 'wasm', (stock) => wasmCastKernel(stock));
}

function replaceKernel(
  tf: TfCore,
  name: string,
  backend: string,
  make: (stock: KernelConfig) => KernelConfig,
): void {
  const stock = tf.getKernel(name, backend) as KernelConfig | undefined;
  if (stock !== undefined) {
    if (STOCK in stock) return;
    tf.unregisterKernel(name, backend);
  }
  const kernel = make(stock as KernelConfig);
  tf.registerKernel(Object.assign(kernel, { [STOCK]: stock }));
}
