// The numbers of a constant of a graph.
import type { Value, ValueType } from '@codex-ml/engine-onnx/dist/graph/value.js';

type Reader = (bytes: ArrayBuffer) => ArrayLike<number>;

const READERS: Partial<Readonly<Record<ValueType, Reader>>> = {
  float32: (bytes) => new Float32Array(bytes),
  float64: (bytes) => new Float64Array(bytes),
  int32: (bytes) => new Int32Array(bytes),
  int64: (bytes) => Array.from(new BigInt64Array(bytes), Number),
  bool: (bytes) => new Uint8Array(bytes),
};

export function readConstantValues({ source, dtype }: Value): Float64Array {
  if (source.kind !== 'constant') throw new Error('a value that is no constant must be given');
  return Float64Array.from(READERS[dtype]!(source.bytes.slice().buffer));
}
