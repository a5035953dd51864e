// Conformance suites for plugins, and what tests of plugins need. Knows no plugin and no test runner.
export { type Check, CheckFailure, check, type FailureDetails } from './checks/check.js';
export { demand, demandClose, demandEqual, demandFinite, demandRefusal } from './checks/demand.js';
export { describeChecks, type TestRunner } from './checks/describe-checks.js';
export { type CheckOutcome, type CheckReport, runChecks } from './checks/run-checks.js';
export {
  checksOf,
  conformance,
  describeConformance,
  type Fixture,
  type Subjects,
  type TestedKind,
} from './conformance.js';
export { type CapturedOutput, captureOutput } from './fixtures/capture-output.js';
export { createTestEngine, type TestEngine } from './fixtures/create-test-engine.js';
export { deepFreeze } from './fixtures/deep-freeze.js';
export {
  createHookRecorder,
  type HookRecorder,
  type RecordedHandler,
  type RecordedTap,
} from './fixtures/hook-recorder.js';
export { guardNetwork, type NetworkGuard, withoutNetwork } from './fixtures/network-guard.js';
export { type TemporaryFolder, temporaryFolder, withTemporaryFolder } from './fixtures/temporary-folder.js';
export {
  type LogRecord,
  type TestContext,
  type TestContextOptions,
  testContext,
  withContext,
} from './fixtures/test-context.js';
export type { DatasetSubject } from './suites/dataset-subject.js';
export type { EngineSubject } from './suites/engine/engine-suite.js';
export type { ExtensionSubject } from './suites/extension/extension-subject.js';
export type { Payloads } from './suites/extension/sample-payloads.js';
export { HOSTILE_TEXTS, ILL_FORMED_TEXTS } from './suites/hostile-texts.js';
export type { LauncherSubject } from './suites/launcher/launcher-subject.js';
export type { KnownAnswer, MetricSubject } from './suites/metric-suite.js';
export type { ModelSubject } from './suites/model/model-subject.js';
export type { Arrays } from './suites/optimizer-problem.js';
export type { OptimizerSubject, ReferenceProblem } from './suites/optimizer-suite.js';
export type { FlaggedText, SafetySubject } from './suites/safety-suite.js';
export type { ScheduleSubject } from './suites/schedule-suite.js';
export type { Subject } from './suites/subject.js';
export type { TokenizerSubject } from './suites/tokenizer/tokenizer-subject.js';
export type { StoredRow } from './suites/tracker-rows.js';
export type { TrackerSubject } from './suites/tracker-subject.js';
export type { ConformanceFixture, ConformanceFixtures } from './validate/conformance-fixtures.js';
export { type DescribeOptions, describeFixtures } from './validate/describe-fixtures.js';
