// The subpath `@codex-ml/testkit/validate`: what `codex-ml plugins validate` calls. It loads no suite; its processes do.
export { CHECKS, type CheckId, checksIn, GROUPS, type Group, groupOf, type Scope } from './check-table.js';
export { type Budgets, DEFAULT_BUDGETS } from './process/job.js';
export {
  type CheckResult,
  type Finding,
  type PackageReport,
  reportJsonSchema,
  type ValidationReport,
  ValidationReportSchema,
} from './report.js';
export { type ValidationRequest, validatePlugins } from './validate-plugins.js';
