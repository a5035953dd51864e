// The subpath `@codex-ml/testkit/build`: what `codex-ml plugins build` does, for builds of packages too. It loads no suites.
export { type BuildReport, type BuildRequest, buildPlugin } from './build-plugin.js';
export type { Compilation } from './compile-package.js';
