// A small seeded stream for tests: enough of RngStream to draw weights, with values that depend on seed and path only.
import type { RngStream } from '@codex-ml/plugin-api';

export function testRng(seed: number, path = ''): RngStream {
  let position = 0;
  const key = Array.from(path).reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193),
    seed ^ 0x811c9dc5,
  );
  // A mix of key and counter (the finaliser of MurmurHash3).
  const uint32 = (): number => {
    let word = Math.imul(key ^ Math.imul(position + 1, 0x9e3779b9), 0x85ebca6b);
    position += 1;
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    word = Math.imul(word ^ (word >>> 16), 0x27d4eb2f);
    return (word ^ (word >>> 15)) >>> 0;
  };
  const uniform = (): number => uint32() / 2 ** 32;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    path,
    get position() {
      return position;
    },
    fork: (name) => testRng(seed, `${path}/${name}`),
    seek(target) {
      position = target;
    },
    uint32,
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal,
    fillUniform: (out) => fill(out, uniform),
    fillNormal: (out, mean = 0, deviation = 1) => fill(out, () => mean + deviation * normal()),
  };
}

function fill(out: Float32Array, next: () => number): Float32Array {
  for (let index = 0; index < out.length; index += 1) out[index] = next();
  return out;
}
