// The bytes of byte-level tokens in one array: for decoding, for offsets, and for finding a word that is a token as a whole.
import { BYTE_OF_UNIT } from '../byte-alphabet.js';

export interface ByteTable {
  /** [tokens + 1] where the bytes of each id begin in `data`; those of an id end where those of the next begin. */
  readonly starts: Uint32Array;
  readonly data: Uint8Array;
  /** [tokens] 1 for tokens spelled in the byte alphabet: no other can come of text. */
  readonly spelled: Uint8Array;
}

/** @param tokens token of each id; one that is not spelled in the byte alphabet stands for its own text, a gap for nothing */
export function createByteTable(tokens: readonly (string | undefined)[]): ByteTable {
  const starts = new Uint32Array(tokens.length + 1);
  const spelled = new Uint8Array(tokens.length);
  const encoder = new TextEncoder();
  let data = new Uint8Array(16 * tokens.length + 16);
  let end = 0;
  for (const [id, token] of tokens.entries()) {
    starts[id] = end;
    if (token === undefined) continue;
    if (end + 3 * token.length > data.length) data = enlarge(data, end + 3 * token.length);
    const after = spell(token, data, end);
    if (after >= 0) spelled[id] = 1;
    end = after >= 0 ? after : end + encoder.encodeInto(token, data.subarray(end)).written;
  }
  starts[tokens.length] = end;
  return { starts, data: data.slice(0, end), spelled };
}

/** Write the bytes; -1 where a character stands for none. */
function spell(token: string, data: Uint8Array, at: number): number {
  for (let i = 0; i < token.length; i++) {
    const unit = token.charCodeAt(i);
    const byte = unit < BYTE_OF_UNIT.length ? BYTE_OF_UNIT[unit]! : -1;
    if (byte < 0) return -1;
    data[at + i] = byte;
  }
  return at + token.length;
}

function enlarge(data: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, 2 * data.length));
  larger.set(data);
  return larger;
}
