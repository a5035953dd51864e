// Generation: sampling, the decoding loop and text on top of it.

export { openDecodeStream } from './decode-stream.js';
export { DecoderPool } from './decoder-pool.js';
export * from './generate-text.js';
export * from './generate-tokens.js';
export { type SamplingOptions, sampleToken } from './sample-token.js';
