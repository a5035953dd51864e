// From bytes to the token that is spelled so: for models that take a word as a token before they merge anything.
import type { ByteTable } from './byte-table.js';

export class TokenLookup {
  readonly #starts: Uint32Array;
  readonly #data: Uint8Array;
  /** id + 1, or 0 for a free slot */
  readonly #slots: Int32Array;
  readonly #shift: number;

  constructor({ starts, data, spelled }: ByteTable) {
    const bits = Math.max(4, 33 - Math.clz32(spelled.length));
    const slots = new Int32Array(1 << bits);
    this.#starts = starts;
    this.#data = data;
    this.#slots = slots;
    this.#shift = 32 - bits;
    for (let id = 0; id < spelled.length; id++) {
      if (spelled[id] === 0) continue;
      let slot = hash(data, starts[id]!, starts[id + 1]!) >>> this.#shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = id + 1;
    }
  }

  /** Id of the token of the first `length` bytes, or -1. */
  find(bytes: Uint8Array, length: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(bytes, 0, length) >>> this.#shift; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = slots[slot]! - 1;
      if (this.#equals(id, bytes, length)) return id;
    }
    return -1;
  }

  #equals(id: number, bytes: Uint8Array, length: number): boolean {
    const data = this.#data;
    const start = this.#starts[id]!;
    if (this.#starts[id + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (data[start + i] !== bytes[i]) return false;
    return true;
  }
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = end - start;
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x9e3779b1);
  return value;
}
