// What engines share: the tfjs-core of this process, starting backends, the check of what programs are fed, and the engine object
// of backends that compute at once. Backends are the engines' own.
export { checkFeeds } from './check-feeds.js';
export { checkHostArray } from './check-host-array.js';
export { createEagerEngine, type EagerEngineParts } from './create-eager-engine.js';
export { describeData, describeTensor, HOST_ARRAYS, type HostArrayClass, sizeOf } from './describe-tensor.js';
export { firstLineOf } from './first-line-of.js';
export { loadTfCore, tfCorePath } from './load-tf-core.js';
export { missingLibraries } from './missing-libraries.js';
export { activateBackend, isStarted, startBackend } from './start-backend.js';
export { type MemoryWatch, watchMemory } from './watch-memory.js';
