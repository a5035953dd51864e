// Engines for tests, made through the plugin as the host does, and host tensors.
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import type { DType, Engine, HostTensor } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';

export async function makeOnnx(threads = 1): Promise<Engine> {
  return onnx.create({
    options: { device: 'cpu', precision: 'float32', threads },
    ctx: testContext({ id: 'std/onnx' }),
  });
}

/** Uses loops for arrays of any size. */
export async function makeLooped(threads = 1): Promise<Engine> {
  return createEngine({ device: 'cpu', precision: 'float32', threads }, testContext({ id: 'std/onnx' }), 1);
}

/** The reference. */
export async function makeEager(): Promise<Engine> {
  return tfjs.create({ options: { device: 'cpu' }, ctx: testContext({ id: 'std/tfjs' }) });
}

export function host(shape: readonly number[], dtype: DType, values: ArrayLike<number>): HostTensor {
  if (dtype === 'float32') return { shape, dtype, data: Float32Array.from(values) };
  return {
    shape,
    dtype,
    data: dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values),
  };
}

export const floats = (shape: readonly number[], values: ArrayLike<number>) => host(shape, 'float32', values);
export const ints = (shape: readonly number[], values: ArrayLike<number>) => host(shape, 'int32', values);
