// Engines for tests, made through the plugin as the host does.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import type { Engine, HostTensor } from '@codex-ml/plugin-api';
import { recordingContext } from './recording-context.js';

export async function makeEngine(device: 'auto' | 'wasm' | 'cpu'): Promise<Engine> {
  return tfjs.create({ options: { device }, ctx: recordingContext().ctx });
}

export function floats(shape: number[], values: number[]): HostTensor {
  return { shape, dtype: 'float32', data: Float32Array.from(values) };
}

export function ints(shape: number[], values: number[]): HostTensor {
  return { shape, dtype: 'int32', data: Int32Array.from(values) };
}

/** Deterministic values in [-1, 1), different for each salt. */
export function someValues(count: number, salt = 1): number[] {
  return Array.from({ length: count }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + salt * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}
