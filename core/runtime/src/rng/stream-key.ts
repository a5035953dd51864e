// From (seed, path) to the 128 bits that set one stream apart from all others.
import { createHash } from 'node:crypto';

/** Philox key, and the upper half of its counter; the lower half counts blocks. */
export interface StreamKey {
  readonly key0: number;
  readonly key1: number;
  readonly counter2: number;
  readonly counter3: number;
}

/**
 * SHA-256 over the seed (8 bytes, little-endian) followed by the path (UTF-8). The first 64 bits of the digest are the
 * Philox key, the next 64 the upper counter words, all little-endian.
 */
export function streamKey(seed: number, path: string): StreamKey {
  const seedBytes = Buffer.alloc(8);
  seedBytes.writeBigUInt64LE(BigInt(seed));
  const digest = createHash('sha256').update(seedBytes).update(path, 'utf8').digest();
  return {
    key0: digest.readUInt32LE(0),
    key1: digest.readUInt32LE(4),
    counter2: digest.readUInt32LE(8),
    counter3: digest.readUInt32LE(12),
  };
}
