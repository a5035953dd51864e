// How parameters start: each initializer fills an array from the parameter's own random stream.
import type { RngStream } from '@codex-ml/plugin-api';

/** Fills `out` and returns it. */
export type Initializer = (out: Float32Array, rng: RngStream) => Float32Array;

/** Normal with mean 0. */
export function normal(standardDeviation: number): Initializer {
  return (out, rng) => rng.fillNormal(out, 0, standardDeviation);
}

export const zeros: Initializer = (out) => out.fill(0);

export const ones: Initializer = (out) => out.fill(1);
