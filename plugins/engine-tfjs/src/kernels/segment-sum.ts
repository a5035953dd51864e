// UnsortedSegmentSum, the gradient of every embedding lookup. tfjs has none for wasm, and its cpu kernel makes one pass
// over all values for each row of the embedding table; this one makes a single pass.
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** Sum rows of `width` values into the row named by their segment, in order; ids outside of the table are dropped. */
export function sumSegments<A extends Float32Array | Int32Array>(
  rows: A,
  segments: ArrayLike<number>,
  sums: A,
  width: number,
): A {
  const count = sums.length / Math.max(width, 1);
  for (let row = 0; row < segments.length; row++) {
    const segment = segments[row]!;
    if (segment < 0 || segment >= count) continue;
    const from = row * width;
    const to = segment * width;
    for (let i = 0; i < width; i++) sums[to + i]! += rows[from + i]!;
  }
  return sums;
}

/** The kernel for a backend that reads synchronously. */
export function segmentSumKernel(backendName: string): KernelConfig {
  return { kernelName: 'UnsortedSegmentSum', backendName, kernelFunc: kernelFunc as unknown as KernelFunc };
}

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly segmentIds: TensorInfo };
  readonly attrs: { readonly numSegments: number };
  readonly backend: {
    readSync(dataId: object): Float32Array | Int32Array;
    write(values: Float32Array | Int32Array, shape: number[], dtype: string): object;
  };
}

function kernelFunc({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }: Call): TensorInfo {
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const rows = backend.readSync(x.dataId);
  const sums =
    x.dtype === 'int32' ? new Int32Array(numSegments * width) : new Float32Array(numSegments * width);
  sumSegments(rows, backend.readSync(segmentIds.dataId), sums, width);
  return { dataId: backend.write(sums, shape, x.dtype), shape, dtype: x.dtype };
}
