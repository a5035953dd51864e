// Host tensors for tests: from numbers, seeded, and back to plain arrays.
import type { HostTensor, RngStream, TensorSpec } from '@codex-ml/plugin-api';

/** float32 tensor from numbers, row-major. */
export function floats(shape: readonly number[], data: Iterable<number>): HostTensor {
  return { shape, dtype: 'float32', data: Float32Array.from(data) };
}

/** int32 tensor from numbers, row-major. */
export function ints(shape: readonly number[], data: Iterable<number>): HostTensor {
  return { shape, dtype: 'int32', data: Int32Array.from(data) };
}

export function scalar(value: number): HostTensor {
  return floats([], [value]);
}

/** Standard normal values times `scale`, plus `shift`. */
export function normals(rng: RngStream, shape: readonly number[], scale = 1, shift = 0): HostTensor {
  return floats(shape, rng.fillNormal(new Float32Array(sizeOf(shape)), shift, scale));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** The specification that exactly this tensor meets. */
export function specOf({ shape, dtype }: HostTensor): TensorSpec {
  return { shape, dtype };
}
