// What a `codex-ml.config.ts` imports, and HOST_ROOT for programs that call `@codex-ml/runtime` themselves. The type-only lines make
// the options of first-party plugins known to the compiler; nothing of them is left at run time.
export { type ConfigEnvironment, defineConfig, type UserConfig } from '@codex-ml/config';
export type * from '@codex-ml/datasets/dist/capability-options.js';
export type * from '@codex-ml/engine-onnx/dist/capability-options.js';
export type * from '@codex-ml/engine-tensorflow/dist/capability-options.js';
export type * from '@codex-ml/engine-tfjs/dist/capability-options.js';
export type * from '@codex-ml/extensions/dist/capability-options.js';
export type * from '@codex-ml/launcher-local/dist/capability-options.js';
export type * from '@codex-ml/metrics/dist/capability-options.js';
export type * from '@codex-ml/models/dist/capability-options.js';
export type * from '@codex-ml/optimizers/dist/capability-options.js';
export type * from '@codex-ml/safety/dist/capability-options.js';
export type * from '@codex-ml/tokenizers/dist/capability-options.js';
export type * from '@codex-ml/tracker-files/dist/capability-options.js';
export { HOST_ROOT } from './host-root.js';
