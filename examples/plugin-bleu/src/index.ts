// For programs that score texts themselves, and for `defineConfig`, which finds the types of options here.
export { default as approxBleu } from './approx-bleu.js';
export { default as bleu } from './bleu.js';
export type * from './capability-options.js';
