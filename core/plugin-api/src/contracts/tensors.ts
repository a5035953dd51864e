// Tensor vocabulary shared by engines, models and optimizers. tfjs appears here as types only.
import type * as tfjs from '@tensorflow/tfjs-core';

/** The tfjs-core module. Plugins receive the one instance of it from the engine and never import their own. */
export type TfCore = typeof tfjs;
export type Tensor = tfjs.Tensor;
export type Scalar = tfjs.Scalar;
export type Variable = tfjs.Variable;

/** Element types that cross the engine boundary. */
export type DType = 'float32' | 'int32' | 'bool';

/** Host storage: float32 in Float32Array, int32 in Int32Array, bool in Uint8Array. */
export type HostArray = Float32Array | Int32Array | Uint8Array;

/** A tensor on the host, row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: HostArray;
}

/** Shape and type of a program input; `null` marks a dimension that may differ from call to call. */
export interface TensorSpec {
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/** A trainable array of the model. */
export interface Parameter {
  /** Unique and stable, such as `blocks.0.attention.query.weight`. Checkpoints use it. */
  readonly name: string;
  readonly variable: Variable;
  /** Whether weight decay applies: true for matrices, false for biases, norms and other vectors. */
  readonly decay: boolean;
  /** False for frozen parameters: no gradient, no optimizer state. */
  readonly trainable: boolean;
}
