// Typed arrays in the shared memory, where loops can reach them; ordinary ones where there is none.
import { getSharedMemory, type MemoryBlock } from './shared-memory.js';

type TypedArray = Float32Array | Int32Array | Uint8Array;

export interface AllocatedArray<T extends TypedArray> {
  /** Filled with zeros. */
  readonly array: T;
  /** Undefined for an ordinary array. */
  readonly block: MemoryBlock | undefined;
}

export interface ArrayType<T extends TypedArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

export function allocateArray<T extends TypedArray>(Type: ArrayType<T>, length: number): AllocatedArray<T> {
  const memory = getSharedMemory();
  const block = memory?.allocate(length * Type.BYTES_PER_ELEMENT);
  if (memory == null || block === undefined) return { array: new Type(length), block: undefined };
  const array = memory.view(Type, block.address, length);
  array.fill(0);
  return { array, block };
}
