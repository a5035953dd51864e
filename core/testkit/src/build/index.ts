// The subpath `@codex-ml/testkit/schemas`: for builds, so it loads no suites.
export { type SchemaReport, type SchemaRequest, writeOptionSchemas } from './write-option-schemas.js';
