// Random streams.
export { createRng } from './create-rng.js';
export { dropoutMask } from './dropout-mask.js';
export { permutation } from './permutation.js';
export { philoxBlock } from './philox.js';
