// Randomness is always an argument. Streams are counter-based: their value depends only on (seed, path, position).

/** A seeded stream of random numbers. `fork` derives an independent stream without consuming from this one. */
export interface RngStream {
  /** Path of forks from the root, such as `model/blocks.0`. */
  readonly path: string;
  /** Number of 32-bit words consumed so far. */
  readonly position: number;
  /** The stream named `name` below this one; the same name always gives the same stream, at position 0. */
  fork(name: string | number): RngStream;
  /** Continue from an absolute position (in 32-bit words). */
  seek(position: number): void;
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), without modulo bias. */
  integer(bound: number): number;
  /** Normal deviate with mean 0 and standard deviation 1. */
  normal(): number;
  /** Fill with uniforms in [0, 1), 24 random bits each. Returns `out`. */
  fillUniform(out: Float32Array): Float32Array;
  /** Fill with normals. Returns `out`. */
  fillNormal(out: Float32Array, mean?: number, standardDeviation?: number): Float32Array;
}
