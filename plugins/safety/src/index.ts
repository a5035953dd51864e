// The safety checks of this package, for programs that use them without a config.
export { default as secrets } from './secrets.js';
