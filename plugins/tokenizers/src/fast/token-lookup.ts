// From bytes to the token that is spelled so: for models that take a word as a token before they merge anything.
import type { TokenBytes } from './token-bytes.js';

export interface TokenLookup {
  /** Id of the token of the first `length` bytes, or -1. */
  find(bytes: Uint8Array, length: number): number;
}

export function createTokenLookup({ starts, data, spelled }: TokenBytes): TokenLookup {
  const bits = Math.max(4, 33 - Math.clz32(spelled.length));
  const shift = 32 - bits;
  const mask = (1 << bits) - 1;
  // id + 1, or 0 for a free slot
  const slots = new Int32Array(mask + 1);
  for (let id = 0; id < spelled.length; id++) {
    if (spelled[id] === 0) continue;
    let slot = hash(data, starts[id]!, starts[id + 1]!) >>> shift;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id + 1;
  }

  const equals = (id: number, bytes: Uint8Array, length: number): boolean => {
    const start = starts[id]!;
    if (starts[id + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (data[start + i] !== bytes[i]) return false;
    return true;
  };

  return {
    find: (bytes, length) => {
      for (let slot = hash(bytes, 0, length) >>> shift; slots[slot] !== 0; slot = (slot + 1) & mask) {
        const id = slots[slot]! - 1;
        if (equals(id, bytes, length)) return id;
      }
      return -1;
    },
  };
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = end - start;
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x9e3779b1);
  return value;
}
