// The memory that loops compute in, shared by all threads: banks of 4 GiB, as many as are needed. Arrays of ONNX Runtime may lie in
// it too. An address counts on from bank to bank; no block lies in two of them.
import { MAXIMUM_PAGES } from '../wasm/encode-module.js';
import type { WasmMemory } from '../wasm/web-assembly.js';
import { machineMemory } from './machine-memory.js';
import { MemoryBank, paddedSize } from './memory-bank.js';

/** From the first address of a bank to that of the next. */
const SPAN = 2 ** 32;
/** Of the first bank, for blocks that must lie there. */
const KEPT = 1 / 16;

export interface MemoryBlock {
  /** Byte address. */
  readonly address: number;
  readonly bytes: number;
}

export interface MemoryLimits {
  /** Of 64 KiB, in each bank; at most, and by default, {@link MAXIMUM_PAGES}. */
  readonly pages?: number;
  readonly banks?: number;
  /** Of all blocks; by default what the machine has, as arrays that do not fit there end in its being stopped. */
  readonly bytes?: number;
}

/** Number of the bank of an address. */
export function bankOf(address: number): number {
  return Math.floor(address / SPAN);
}

/** Byte address within the bank. */
export function placeInBank(address: number): number {
  return address % SPAN;
}

export class SharedMemory {
  readonly #banks: MemoryBank[];
  readonly #pages: number;
  readonly #mostBanks: number;
  readonly limit: number;
  #allocated = 0;

  /** @throws RangeError when the machine does not give the address space of the first bank */
  constructor({ pages = MAXIMUM_PAGES, banks = 1024, bytes = machineMemory() }: MemoryLimits = {}) {
    this.#pages = pages;
    this.#mostBanks = banks;
    this.limit = bytes;
    this.#banks = [new MemoryBank(pages)];
  }

  /** By number of the bank. */
  get memories(): readonly WasmMemory[] {
    return this.#banks.map(({ memory }) => memory);
  }

  /** Bytes of the blocks that were not released. */
  get allocatedBytes(): number {
    return this.#allocated;
  }

  /** A block of at least one byte, not cleared. Undefined when there is no room for it. */
  allocate(bytes: number): MemoryBlock | undefined {
    const size = paddedSize(bytes);
    if (!this.hasBytes(size)) return undefined;
    for (const [number, bank] of this.#banks.entries()) {
      const address = bank.allocate(size, number === 0 ? bank.capacity * (1 - KEPT) : bank.capacity);
      if (address !== undefined) return this.#blockAt(number, address, size);
    }
    const added = this.#addBank(size);
    const address = added?.allocate(size);
    return address === undefined ? undefined : this.#blockAt(this.#banks.length - 1, address, size);
  }

  /** The same in the first bank, some of which other blocks leave free. For what every function must reach. */
  allocateFirst(bytes: number): MemoryBlock | undefined {
    const size = paddedSize(bytes);
    const address = this.hasBytes(size) ? this.#banks[0]!.allocate(size) : undefined;
    return address === undefined ? undefined : this.#blockAt(0, address, size);
  }

  /** Whether the limit allows so many bytes more. */
  hasBytes(bytes: number): boolean {
    return this.#allocated + bytes <= this.limit;
  }

  release({ address, bytes }: MemoryBlock): void {
    this.#banks[bankOf(address)]!.release({ address: placeInBank(address), bytes });
    this.#allocated -= bytes;
  }

  /** A view of a part of the memory; it stays valid when the memory grows. */
  view<T>(Type: ArrayConstructor<T>, address: number, length: number): T {
    return new Type(this.#banks[bankOf(address)]!.memory.buffer, placeInBank(address), length);
  }

  /** All of a bank, as far as it has grown. */
  bankView(bank: number): Uint8Array {
    return new Uint8Array(this.#banks[bank]!.memory.buffer);
  }

  /** Undefined where it could not have the block, or the machine has no address space for it. */
  #addBank(size: number): MemoryBank | undefined {
    const [{ capacity }] = this.#banks as [MemoryBank];
    if (this.#banks.length === this.#mostBanks || paddedSize(1) + size > capacity) return undefined;
    try {
      const bank = new MemoryBank(this.#pages);
      this.#banks.push(bank);
      return bank;
    } catch {
      return undefined;
    }
  }

  #blockAt(bank: number, address: number, bytes: number): MemoryBlock {
    this.#allocated += bytes;
    return { address: bank * SPAN + address, bytes };
  }
}

export interface ArrayConstructor<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
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
