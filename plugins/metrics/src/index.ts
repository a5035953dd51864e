// The metrics of this package, for programs that use them without a config.
export { default as bitsPerByte } from './bits-per-byte.js';
export { default as perplexity } from './perplexity.js';
export { default as tokenAccuracy } from './token-accuracy.js';
