// For programs that use the metric without a config, and for `defineConfig`, which finds the types of its options here.
export type * from './capability-options.js';
export { default as lossQuantile } from './loss-quantile.js';
