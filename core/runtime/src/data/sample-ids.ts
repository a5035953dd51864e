// Ids of samples, packed: each says how much it shares with the one before, so that `line:120` after `line:119` takes three bytes. Every
// 64th is whole, which is where a look-up starts.

const GROUP = 64;
const FIRST_CAPACITY = 1 << 10;

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
  readonly #groups: number[] = [];
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  #taken = 0;
  #count = 0;
  #last: Uint8Array = new Uint8Array(0);

  append(id: string): void {
    const bytes = Buffer.from(id, 'utf8');
    const whole = this.#count % GROUP === 0;
    if (whole) this.#groups.push(this.#taken + this.#length);
    const shared = whole ? 0 : sharedLength(this.#last, bytes);
    this.#reserve(bytes.length + 10);
    this.#number(shared);
    this.#number(bytes.length - shared);
    this.#bytes.set(bytes.subarray(shared), this.#length);
    this.#length += bytes.length - shared;
    this.#last = bytes;
    this.#count++;
  }

  /** Bytes packed and not taken yet. */
  get pending(): number {
    return this.#length;
  }

  /** Hand over the bytes since the last call; the memory is used again. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#taken += this.#length;
    this.#length = 0;
    return taken;
  }

  groups(): Float64Array {
    return Float64Array.from(this.#groups);
  }

  #number(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
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

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
