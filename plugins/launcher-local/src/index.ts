// The launcher of this package, for programs that use it without a config.
export { default as local } from './local.js';
