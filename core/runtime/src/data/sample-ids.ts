// Ids of samples, packed: each says how much it shares with the one before, so that `line:120` after `line:119` takes three bytes. Every
// 64th is whole, which is where a look-up starts.
import type { Column } from './columns/column-types.js';

const GROUP = 64;

/** Ids as they are kept, in memory or in a file. */
export interface PackedIds {
  readonly bytes: Uint8Array;
  /** Where each group of ids begins in `bytes`. */
  readonly groups: Float64Array;
}

/**
 * Packs ids as they come. An id is written as the number of UTF-8 bytes it shares with the one before, the number of bytes that follow,
 * both as base-128 numbers (7 bits a byte, lowest first, the top bit where more follow), and these bytes.
 */
export class IdPacker {
  readonly #bytes: Column<'uint8'>;
  readonly #groups: Column<'float64'>;
  #count = 0;
  #last: Uint8Array = new Uint8Array(0);

  constructor(bytes: Column<'uint8'>, groups: Column<'float64'>) {
    this.#bytes = bytes;
    this.#groups = groups;
  }

  append(id: string): void {
    const utf8 = Buffer.from(id, 'utf8');
    const whole = this.#count % GROUP === 0;
    if (whole) this.#groups.append([this.#bytes.length]);
    const shared = whole ? 0 : sharedLength(this.#last, utf8);
    this.#bytes.append(base128(shared));
    this.#bytes.append(base128(utf8.length - shared));
    this.#bytes.append(utf8.subarray(shared));
    this.#last = utf8;
    this.#count++;
  }
}

/** The id of sample `index`. Reads one group. */
export function unpackId({ bytes, groups }: PackedIds, index: number): string {
  let at = groups[Math.floor(index / GROUP)]!;
  let id: Buffer = Buffer.alloc(0);
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (let left = index % GROUP; left >= 0; left--) {
    const shared = number();
    const own = number();
    id = Buffer.concat([id.subarray(0, shared), bytes.subarray(at, at + own)]);
    at += own;
  }
  return id.toString('utf8');
}

function base128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
