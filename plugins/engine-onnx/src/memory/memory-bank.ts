// One memory of WebAssembly with 32-bit addresses, shared by all threads, and which parts of it are free.
import { createMemory, type WasmMemory } from '../wasm/web-assembly.js';

const PAGE = 65536;
/** Start of each block: a cache line. */
const ALIGNMENT = 64;

/** Byte address within the bank. */
interface Range {
  readonly address: number;
  readonly bytes: number;
}

/** Bytes that a block takes, with what is left to the next cache line. */
export function paddedSize(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}

export class MemoryBank {
  readonly memory: WasmMemory;
  /** Bytes that it may have. */
  readonly capacity: number;
  /** Free ranges by address; no two touch. */
  #free: Range[] = [];
  #end = ALIGNMENT;

  /**
   * Only address space is taken; the machine gives memory for pages that were written.
   * @throws RangeError when the machine does not give the address space
   */
  constructor(pages: number) {
    this.memory = createMemory(1, pages);
    // No block ends where addresses begin again at 0: loops compare with the end of what they go along.
    this.capacity = Math.min(pages * PAGE, 2 ** 32 - ALIGNMENT);
  }

  get allocatedBytes(): number {
    return this.#free.reduce((rest, { bytes }) => rest - bytes, this.#end - ALIGNMENT);
  }

  /**
   * The address of so many bytes, not cleared and never at 0; undefined when there is no room.
   * @param size as `paddedSize` gives it
   * @param below the block ends there or before
   */
  allocate(size: number, below: number = this.capacity): number | undefined {
    const index = this.#free.findIndex(({ address, bytes }) => bytes >= size && address + size <= below);
    if (index >= 0) {
      const { address, bytes } = this.#free[index]!;
      const rest = bytes > size ? [{ address: address + size, bytes: bytes - size }] : [];
      this.#free.splice(index, 1, ...rest);
      return address;
    }
    const address = this.#end;
    if (address + size > below || !this.#reserve(address + size)) return undefined;
    this.#end = address + size;
    return address;
  }

  release(range: Range): void {
    const after = this.#free.findIndex(({ address }) => address > range.address);
    const place = after === -1 ? this.#free.length : after;
    this.#free.splice(place, 0, range);
    this.#free = mergeTouching(this.#free);
    const last = this.#free.at(-1);
    if (last !== undefined && last.address + last.bytes === this.#end) {
      this.#end = last.address;
      this.#free.pop();
    }
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

function mergeTouching(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && last.address + last.bytes === range.address) {
      merged[merged.length - 1] = { address: last.address, bytes: last.bytes + range.bytes };
    } else merged.push(range);
  }
  return merged;
}
