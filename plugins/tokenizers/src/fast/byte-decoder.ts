// Ids of byte-level tokens to text: all bytes first, then one pass over them, as characters may be spread over tokens.
import type { ByteTable } from './byte-table.js';

/** Bytes that are kept allocated from call to call. */
const KEPT = 1 << 16;

export interface ByteDecoder {
  /** Bytes of a token; a view of shared memory, not to be written to. */
  bytes(id: number): Uint8Array;
  /** Text of tokens; bytes that are no UTF-8 become U+FFFD, as the WHATWG encoding standard has it. */
  decode(ids: ArrayLike<number>): string;
}

export function createByteDecoder({ starts, data }: ByteTable): ByteDecoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const kept = new Uint8Array(KEPT);

  return {
    bytes: (id) => data.subarray(starts[id], starts[id + 1]),
    decode: (ids) => {
      let length = 0;
      for (let i = 0; i < ids.length; i++) length += starts[ids[i]! + 1]! - starts[ids[i]!]!;
      const buffer = length > KEPT ? new Uint8Array(length) : kept;
      let at = 0;
      for (let i = 0; i < ids.length; i++) {
        const end = starts[ids[i]! + 1]!;
        for (let from = starts[ids[i]!]!; from < end; from++) buffer[at++] = data[from]!;
      }
      return decoder.decode(buffer.subarray(0, length));
    },
  };
}
