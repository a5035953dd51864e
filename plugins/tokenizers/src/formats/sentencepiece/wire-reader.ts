// The wire format of protocol buffers: the fields of a message, one after the other. It knows no message.

/** A field: its number, where its key stands, and its value. Fields of 64 bits are passed over. */
export interface WireField {
  readonly number: number;
  /** Of the field's key, in bytes from the beginning of the file. */
  readonly offset: number;
  readonly value:
    | { readonly type: 'varint'; readonly varint: number }
    | { readonly type: 'float'; readonly float: number }
    | { readonly type: 'bytes'; readonly start: number; readonly end: number };
}

/** Throws the error of bytes that are no message. @param offset in bytes from the beginning of the file */
export type FailAt = (offset: number, problem: string) => never;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * @param start, end where the message lies in `bytes`
 * @throws what `fail` throws, where the bytes are no message
 */
export function* readFields(
  bytes: Buffer,
  start: number,
  end: number,
  fail: FailAt,
): Generator<WireField, void, undefined> {
  let at = start;
  /** Numbers above 2^53 lose their low bits; no field that is read here has them. */
  const readVarint = (): number => {
    const from = at;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) fail(from, 'a number is cut off');
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return fail(from, 'a number has more than ten bytes');
  };
  const take = (length: number, offset: number): number => {
    if (length > end - at) fail(offset, `a field of ${length} bytes reaches beyond the end`);
    const from = at;
    at += length;
    return from;
  };

  while (at < end) {
    const offset = at;
    const key = readVarint();
    const number = Math.floor(key / 8);
    if (number < 1 || number >= 2 ** 29) fail(offset, `no field has the number ${number}`);
    switch (key % 8) {
      case VARINT:
        yield { number, offset, value: { type: 'varint', varint: readVarint() } };
        break;
      case FIXED32:
        yield { number, offset, value: { type: 'float', float: bytes.readFloatLE(take(4, offset)) } };
        break;
      case BYTES: {
        const from = take(readVarint(), offset);
        yield { number, offset, value: { type: 'bytes', start: from, end: at } };
        break;
      }
      case FIXED64:
        take(8, offset);
        break;
      default:
        fail(offset, `a field of the unknown type ${key % 8}`);
    }
  }
}
