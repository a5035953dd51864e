// A Cast for the wasm backend that makes `true` of everything but 0. The stock kernel stores numbers into bytes, which makes
// `false` of 0.5 and of 256.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataType, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

interface Call {
  readonly inputs: { readonly x: TensorInfo };
  readonly attrs: { readonly dtype: DataType };
  readonly backend: BackendWasm;
}

/** @param stock the kernel of tfjs, used for every other type */
export function wasmCastKernel(stock: KernelConfig): KernelConfig {
  function kernelFunc(call: Call): TensorInfo {
    const { x } = call.inputs;
    if (call.attrs.dtype !== 'bool' || x.dtype === 'bool') {
      return (stock.kernelFunc as unknown as (call: Call) => TensorInfo)(call);
    }
    const out = call.backend.makeOutput(x.shape, 'bool');
    // Views are taken after the allocation, which may move the heap.
    const truths = call.backend.typedArrayFromHeap(out);
    const numbers = call.backend.typedArrayFromHeap(x);
    for (let i = 0; i < numbers.length; i++) truths[i] = numbers[i] === 0 ? 0 : 1;
    return out;
  }
  return { ...stock, kernelFunc: kernelFunc as unknown as KernelFunc };
}
