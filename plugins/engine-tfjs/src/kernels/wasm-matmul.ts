// A faster BatchMatMul for the wasm backend. The stock kernel is fast (XNNPACK) only for a single product of two
// untransposed matrices; every other case, so all of backpropagation and attention, takes a plain loop that is several
// times slower. This one transposes where needed and makes one fast product per matrix of the stack.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { planMatMul } from './matmul-plan.js';
import { transposeMatrices } from './transpose-matrices.js';

interface Call {
  readonly inputs: { readonly a: TensorInfo; readonly b: TensorInfo };
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
  readonly backend: BackendWasm;
}

type NativeMatMul = (
  a: number,
  shapeA: Uint8Array,
  rankA: number,
  b: number,
  shapeB: Uint8Array,
  rankB: number,
  transposeA: number,
  transposeB: number,
  out: number,
) => void;

/** Ids under which slices are known to the wasm module for the time of one product; the backend counts up from 1. */
const [SLICE_A, SLICE_B, SLICE_OUT] = [0x7f000001, 0x7f000002, 0x7f000003];
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** @param stock the kernel of tfjs, used where it does as well */
export function wasmMatMulKernel(stock: KernelConfig): KernelConfig {
  let multiply: NativeMatMul;
  let boundTo: BackendWasm | undefined;

  function kernelFunc(call: Call): TensorInfo {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attrs;
    const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
    const plan = isFloat ? planMatMul(a.shape, b.shape, transposeA, transposeB) : undefined;
    if (plan === undefined) {
      return (stock.kernelFunc as unknown as (call: Call) => TensorInfo)(call);
    }
    const { batch, stackA, stackB, rows, inner, columns, shape } = plan;
    const { backend } = call;
    if (backend !== boundTo) {
      multiply = bindMatMul(backend);
      boundTo = backend;
    }
    const out = backend.makeOutput([...shape], 'float32');
    const plainA = transposeA ? transpose(backend, a, stackA, inner, rows) : a;
    const plainB = transposeB ? transpose(backend, b, stackB, columns, inner) : b;
    const shapeA = int32Bytes([1, rows, inner]);
    const shapeB = int32Bytes([1, inner, columns]);
    const { tfjs } = backend.wasm;
    const slice = (id: number, tensor: TensorInfo, size: number, index: number) =>
      tfjs.registerTensor(id, size, backend.getMemoryOffset(tensor.dataId) + index * size * BYTES);
    for (let i = 0; i < batch; i++) {
      slice(SLICE_A, plainA, rows * inner, stackA === 1 ? 0 : i);
      slice(SLICE_B, plainB, inner * columns, stackB === 1 ? 0 : i);
      slice(SLICE_OUT, out, rows * columns, i);
      multiply(SLICE_A, shapeA, 3, SLICE_B, shapeB, 3, 0, 0, SLICE_OUT);
      // Also drops what the module cached for the right-hand side under this id.
      for (const id of [SLICE_A, SLICE_B, SLICE_OUT]) tfjs.disposeData(id);
    }
    if (plainA !== a) backend.disposeData(plainA.dataId);
    if (plainB !== b) backend.disposeData(plainB.dataId);
    return out;
  }

  return { ...stock, kernelFunc: kernelFunc as unknown as KernelFunc };
}

/** The part of the Emscripten module that its type declarations leave to a package that is not installed. */
interface Emscripten {
  cwrap(name: string, result: null, parameters: readonly string[]): NativeMatMul;
}

function bindMatMul(backend: BackendWasm): NativeMatMul {
  const operand = ['number', 'array', 'number'];
  const parameters = [...operand, ...operand, 'number', 'number', 'number'];
  return (backend.wasm as unknown as Emscripten).cwrap('BatchMatMul', null, parameters);
}

/** A transposed copy of a stack of [rows, columns] matrices. */
function transpose(
  backend: BackendWasm,
  x: TensorInfo,
  stack: number,
  rows: number,
  columns: number,
): TensorInfo {
  const copy = backend.makeOutput([stack, columns, rows], 'float32');
  // Views are taken after the allocation, which may move the heap.
  const from = backend.typedArrayFromHeap(x) as Float32Array;
  transposeMatrices(from, backend.typedArrayFromHeap(copy) as Float32Array, stack, rows, columns);
  return copy;
}

function int32Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(new Int32Array(values).buffer);
}
