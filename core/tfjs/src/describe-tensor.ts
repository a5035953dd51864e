// Words for tensors in error messages, and the host array that belongs to each element type.
import type { DType, HostArray } from '@codex-ml/plugin-api';

export type HostArrayClass = Float32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;

/** Host storage of each element type. */
export const HOST_ARRAYS: Readonly<Record<DType, HostArrayClass>> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** Such as `int32 [2, *]`; `*` stands for a dimension of any size. */
export function describeTensor(dtype: string, shape: readonly (number | null)[]): string {
  return `${dtype} [${shape.map((size) => size ?? '*').join(', ')}]`;
}

/** Such as `Float32Array of 6`, or what the value is if it is no host array. */
export function describeData(data: unknown): string {
  if (!ArrayBuffer.isView(data))
    return Array.isArray(data) ? 'a plain array' : `${data === null ? null : typeof data}`;
  return `${data.constructor.name} of ${(data as HostArray).length}`;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
