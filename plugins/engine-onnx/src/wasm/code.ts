// Instructions of WebAssembly as bytes (core specification 3.0, binary format). Knows the encoding, not what is computed.

/** Bytes of instructions, in order. */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function float32Bytes(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

const plain = (opcode: number) => (): Code => [opcode];
const simd = (opcode: number) => (): Code => [0xfd, ...unsigned(opcode)];
/** Natural alignment as a power of two, bytes behind the address. A bit of the alignment says that the number of a memory follows. */
const memory =
  (opcode: Code, align: number) =>
  (bank = 0, offset = 0): Code =>
    bank === 0
      ? [...opcode, align, ...unsigned(offset)]
      : [...opcode, align + 0x40, ...unsigned(bank), ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const end = plain(0x0b);
/** `body` leaves nothing on the stack. */
export const block = (...body: readonly Code[]): Code => [0x02, 0x40, ...body.flat(), ...end()];
export const loop = (...body: readonly Code[]): Code => [0x03, 0x40, ...body.flat(), ...end()];
export const branch = (depth: number): Code => [0x0c, ...unsigned(depth)];
/** (a, b, condition): a, or b where the condition is 0. */
export const select = plain(0x1b);
export const branchIf = (depth: number): Code => [0x0d, ...unsigned(depth)];

/** Quotient, remainder and comparisons take their operands for unsigned. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  divide: plain(0x6e),
  and: plain(0x71),
  shiftRight: plain(0x76),
  remainder: plain(0x70),
  less: plain(0x49),
  notLess: plain(0x4f),
  load: memory([0x28], 2),
} as const;

export const f64 = {
  const: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  add: plain(0xa0),
  fromF32: plain(0xbb),
  store: memory([0x39], 3),
} as const;

/** Four floats. Loads and stores go to the memory with the number that they are given, 0 by default. */
export const f32x4 = {
  const: (value: number): Code => [0xfd, 0x0c, ...[0, 1, 2, 3].flatMap(() => float32Bytes(value))],
  load: memory([0xfd, 0x00], 2),
  /** One float in all lanes. */
  loadSplat: memory([0xfd, 0x09], 2),
  store: memory([0xfd, 0x0b], 2),
  /** The first lane. */
  storeFirst: (bank = 0, offset = 0): Code => [...memory([0xfd, 0x5a], 2)(bank, offset), 0],
  /** One float in the first lane, 0 in the others. */
  loadFirst: memory([0xfd, 0x5c], 2),
  splat: simd(0x13),
  lane: (index: number): Code => [0xfd, 0x1f, index],
  abs: simd(0xe0),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
  /** (a, b): b where b < a, else a; a where one is not a number. One instruction, unlike `min`. */
  lesser: simd(0xea),
  /** (a, b): b where a < b, else a. */
  greater: simd(0xeb),
  isLess: simd(0x43),
  /** (a, b, c): a b + c, rounded once where the processor can. */
  multiplyAdd: simd(0x105),
  /** (a, b, c): c - a b, rounded once where the processor can. */
  subtractProduct: simd(0x106),
} as const;

export const i32x4 = {
  add: simd(0xae),
  shiftLeft: simd(0xab),
} as const;

export const v128 = {
  /** (a, b): four of their lanes of 32 bits, 0 to 3 for those of a, 4 to 7 for those of b. */
  shuffle: (lanes: readonly number[]): Code => [
    ...[0xfd, 0x0d],
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
  ],
  andNot: simd(0x4f),
  and: simd(0x4e),
} as const;

/** (address to, address from, count), each in its memory */
export const copyMemory = (to = 0, from = 0): Code => [0xfc, 0x0a, ...unsigned(to), ...unsigned(from)];
/** (address, byte, count) */
export const fillMemory = (bank = 0): Code => [0xfc, 0x0b, ...unsigned(bank)];
