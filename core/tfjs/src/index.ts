// What engines share: the tfjs-core of this process and the check of what programs are fed. Backends are the engines' own.
export { checkFeeds } from './check-feeds.js';
export { describeData, describeTensor, HOST_ARRAYS, type HostArrayClass, sizeOf } from './describe-tensor.js';
export { loadTfCore } from './load-tf-core.js';
