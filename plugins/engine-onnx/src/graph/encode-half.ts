// Numbers as the bits of 16-bit floating point, rounded to nearest, ties to even.

const view = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  view.setFloat32(0, value);
  return view.getUint32(0);
}

/** The upper half of float32: 8 bits of exponent, 7 of mantissa. */
export function toBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = bitsOf(value);
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** IEEE 754 binary16: 5 bits of exponent, 10 of mantissa. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 numbers are multiples of 2^-24; the sum with a power of two leaves exactly the bits that are kept.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const exact = size < 2 ** exponent ? exponent - 1 : exponent;
  const scale = 2 ** (Math.max(exact, -14) - 10);
  const units = roundToEven(size / scale);
  return sign | (size < 2 ** -14 ? units : units - 1024 + ((exact + 15) << 10));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
