// The memory that loops compute in: one of WebAssembly, shared by all threads. Arrays of ONNX Runtime may lie in it too.
import { MAXIMUM_PAGES } from '../wasm/encode-module.js';
import { createMemory, type WasmMemory } from '../wasm/web-assembly.js';

const PAGE = 65536;
/** Start of each block: a cache line. */
const ALIGNMENT = 64;

export interface MemoryBlock {
  /** Byte address. */
  readonly address: number;
  readonly bytes: number;
}

export class SharedMemory {
  readonly memory: WasmMemory;
  /** Free blocks by address; no two touch. */
  #free: MemoryBlock[] = [];
  #end = ALIGNMENT;

  /** @param maximumPages of 64 KiB, at most {@link MAXIMUM_PAGES} */
  constructor(maximumPages = MAXIMUM_PAGES) {
    this.memory = createMemory(1, maximumPages);
  }

  /** Bytes of the blocks that were not released. */
  get allocatedBytes(): number {
    return this.#free.reduce((rest, { bytes }) => rest - bytes, this.#end - ALIGNMENT);
  }

  /** A block of at least one byte, not cleared. Undefined when the address space is used up. */
  allocate(bytes: number): MemoryBlock | undefined {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
    const index = this.#free.findIndex((block) => block.bytes >= size);
    if (index >= 0) {
      const { address, bytes: length } = this.#free[index]!;
      const rest = length > size ? [{ address: address + size, bytes: length - size }] : [];
      this.#free.splice(index, 1, ...rest);
      return { address, bytes: size };
    }
    const address = this.#end;
    if (!this.#reserve(address + size)) return undefined;
    this.#end = address + size;
    return { address, bytes: size };
  }

  release(block: MemoryBlock): void {
    const after = this.#free.findIndex(({ address }) => address > block.address);
    const place = after === -1 ? this.#free.length : after;
    this.#free.splice(place, 0, block);
    this.#free = mergeTouching(this.#free);
    const last = this.#free.at(-1);
    if (last !== undefined && last.address + last.bytes === this.#end) {
      this.#end = last.address;
      this.#free.pop();
    }
  }

  /** A view of a part of the memory; it stays valid when the memory grows. */
  view<T>(Type: ArrayConstructor<T>, address: number, length: number): T {
    return new Type(this.memory.buffer, address, length);
  }

  #reserve(bytes: number): boolean {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return true;
    try {
      this.memory.grow(missing);
      return true;
    } catch {
      return false;
    }
  }
}

export interface ArrayConstructor<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function mergeTouching(blocks: readonly MemoryBlock[]): MemoryBlock[] {
  const merged: MemoryBlock[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (last !== undefined && last.address + last.bytes === block.address) {
      merged[merged.length - 1] = { address: last.address, bytes: last.bytes + block.bytes };
    } else merged.push(block);
  }
  return merged;
}

/** Thrown to its catcher within this package: the program is then computed without loops. */
export class OutOfMemory extends Error {
  constructor() {
    super('the memory that the compiled engine shares among threads is used up');
  }
}

let shared: SharedMemory | null | undefined;

/** The memory of this process; null where the machine does not give one. */
export function getSharedMemory(): SharedMemory | null {
  if (shared === undefined) {
    try {
      shared = new SharedMemory();
    } catch {
      shared = null;
    }
  }
  return shared;
}
