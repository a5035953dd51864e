// The extensions of this package, for programs that use them without a config.
export { default as cleanText } from './clean-text.js';
export { default as ema } from './ema.js';
export { default as promptLimit } from './prompt-limit.js';
