// Dropout masks, drawn on the host so that every engine sees the same ones.
import type { RngStream } from '@codex-ml/plugin-api';

/**
 * Fill `out` with 0 (probability `rate`) or 1 / (1 - rate). Consumes one word per element, also where `rate` is 0, so that
 * positions do not depend on the rate.
 * @param rate in [0, 1), applied in steps of 2^-24
 */
export function dropoutMask(stream: RngStream, rate: number, out: Float32Array): Float32Array {
  stream.fillUniform(out);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! < rate ? 0 : kept;
  return out;
}
