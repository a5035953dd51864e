// The subpath `@codex-ml/testkit/scaffold`: what `codex-ml plugins new` does. It loads no suites.
export { LICENSES, type License } from './licenses.js';
export { type NewPackage, newPackage, type ScaffoldRequest } from './new-package.js';
