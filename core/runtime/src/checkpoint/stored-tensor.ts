// Tensors as safetensors files hold them, and the element types we read and write.
import { codexError, type DType, type HostArray } from '@codex-ml/plugin-api';

/** Element types of a file; `uint8` never reaches an engine. */
export type StoredType = DType | 'uint8';

/** A tensor read from a file, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: StoredType;
  readonly data: HostArray;
}

/** A tensor to write. A function is called when its turn comes, so that only one large array is on the host at a time. */
export interface TensorToStore {
  readonly shape: readonly number[];
  readonly dtype: StoredType;
  readonly data: HostArray | (() => Promise<HostArray>);
}

interface TypeSpec {
  /** Name in the file. */
  readonly tag: string;
  /** Bytes per element. */
  readonly width: number;
  readonly array: new (length: number) => HostArray;
}

export const STORED_TYPES: Readonly<Record<StoredType, TypeSpec>> = Object.freeze({
  float32: { tag: 'F32', width: 4, array: Float32Array },
  int32: { tag: 'I32', width: 4, array: Int32Array },
  bool: { tag: 'BOOL', width: 1, array: Uint8Array },
  uint8: { tag: 'U8', width: 1, array: Uint8Array },
});

/** Our type for a tag of the file, if we have one. */
export function findStoredType(tag: unknown): StoredType | undefined {
  const types = Object.keys(STORED_TYPES) as StoredType[];
  return types.find((type) => STORED_TYPES[type].tag === tag);
}

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * The bytes of a tensor's data, not copied.
 * @throws CML6105 where the array is not of the stated type or length
 */
export function tensorBytes(name: string, tensor: TensorToStore, data: HostArray): Uint8Array {
  const expected = elementCount(tensor.shape);
  if (!(data instanceof STORED_TYPES[tensor.dtype].array)) {
    throw codexError('CML6105', { name, problem: `${tensor.dtype} data in a ${data.constructor.name}` });
  }
  if (data.length !== expected) {
    const problem = `shape [${tensor.shape.join(', ')}] has ${expected} elements, received ${data.length}`;
    throw codexError('CML6105', { name, problem });
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
