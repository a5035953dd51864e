// Constants as the bytes that ONNX stores: row-major, little-endian.
import { toBfloat16, toFloat16 } from './encode-half.js';
import type { ValueType } from './value.js';

/** Bytes of a constant of type `dtype`. Copies. */
export function encodeConstant(dtype: ValueType, values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(toTypedArray(dtype, values).buffer);
}

function toTypedArray(dtype: ValueType, values: ArrayLike<number>) {
  switch (dtype) {
    case 'float32':
      return new Float32Array(values);
    case 'float64':
      return new Float64Array(values);
    case 'int32':
      return new Int32Array(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt));
    case 'float16':
      return Uint16Array.from(values, toFloat16);
    case 'bfloat16':
      return Uint16Array.from(values, toBfloat16);
    case 'bool':
      return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1));
  }
}
