// Initial weights for a plan: drawing each number of a large model would take longer than the updates that are timed with them.
import type { RngStream } from '@codex-ml/plugin-api';

/** Numbers that are drawn for an array, and then used again and again. */
const DRAWN = 2048;

/** A stream that fills arrays with few different numbers, of the right distribution. Single numbers are those of `rng`. */
export function quickWeights(rng: RngStream): RngStream {
  const fill = (out: Float32Array, draw: (some: Float32Array) => Float32Array): Float32Array => {
    const drawn = draw(new Float32Array(Math.min(DRAWN, out.length)));
    for (let at = 0; at < out.length; at += drawn.length) {
      out.set(drawn.subarray(0, Math.min(drawn.length, out.length - at)), at);
    }
    return out;
  };
  return {
    path: rng.path,
    get position() {
      return rng.position;
    },
    fork: (name) => quickWeights(rng.fork(name)),
    seek: (position) => rng.seek(position),
    uint32: () => rng.uint32(),
    uniform: () => rng.uniform(),
    integer: (bound) => rng.integer(bound),
    normal: () => rng.normal(),
    fillUniform: (out) => fill(out, (some) => rng.fillUniform(some)),
    fillNormal: (out, mean, deviation) => fill(out, (some) => rng.fillNormal(some, mean, deviation)),
  };
}
