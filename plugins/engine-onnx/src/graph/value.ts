// The parts of a graph: values, the nodes that make them, and constants. Every shape is known.

/** Element types of values. tfjs sees the first three; the others occur inside of kernels, the last two around products of matrices. */
export type ValueType = 'float32' | 'int32' | 'bool' | 'int64' | 'float64' | 'float16' | 'bfloat16';

export interface ValueInfo {
  readonly dtype: ValueType;
  readonly shape: readonly number[];
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface Node {
  readonly op: string;
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The tfjs kernel that it was recorded for, if any. */
  readonly kernel?: string | undefined;
}

export type Source =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly bytes: Uint8Array }
  | { readonly kind: 'node'; readonly node: Node };

export interface Value extends ValueInfo {
  /** Counts from 0 in the order of creation: a node's inputs have lower numbers than its outputs. */
  readonly id: number;
  readonly source: Source;
}

/** Number of elements. */
export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}
