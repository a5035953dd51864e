// The conformance suites by kind, and how to run one under a test runner.
import { codexError, type Plugin } from '@codex-ml/plugin-api';
import type { Check } from './checks/check.js';
import { describeChecks, type TestRunner } from './checks/describe-checks.js';
import type { DatasetSubject } from './suites/dataset-subject.js';
import { datasetSuite } from './suites/dataset-suite.js';
import { type EngineSubject, engineSuite } from './suites/engine/engine-suite.js';
import type { ExtensionSubject } from './suites/extension/extension-subject.js';
import { extensionSuite } from './suites/extension/extension-suite.js';
import type { LauncherSubject } from './suites/launcher/launcher-subject.js';
import { launcherSuite } from './suites/launcher/launcher-suite.js';
import { type MetricSubject, metricSuite } from './suites/metric-suite.js';
import type { ModelSubject } from './suites/model/model-subject.js';
import { modelSuite } from './suites/model/model-suite.js';
import { type OptimizerSubject, optimizerSuite } from './suites/optimizer-suite.js';
import { type SafetySubject, safetySuite } from './suites/safety-suite.js';
import { type ScheduleSubject, scheduleSuite } from './suites/schedule-suite.js';
import type { TokenizerSubject } from './suites/tokenizer/tokenizer-subject.js';
import { tokenizerSuite } from './suites/tokenizer/tokenizer-suite.js';
import type { TrackerSubject } from './suites/tracker-subject.js';
import { trackerSuite } from './suites/tracker-suite.js';

/** What the suite of each kind is given. */
export interface Subjects {
  tokenizer: TokenizerSubject;
  dataset: DatasetSubject;
  model: ModelSubject;
  engine: EngineSubject;
  optimizer: OptimizerSubject;
  schedule: ScheduleSubject;
  metric: MetricSubject;
  tracker: TrackerSubject;
  safety: SafetySubject;
  launcher: LauncherSubject;
  extension: ExtensionSubject;
}

/** Kinds that have a suite: all of them. */
export type TestedKind = keyof Subjects;

/** `conformance.<kind>(subject)` lists the checks; run them with `runChecks` or `describeConformance`. */
export const conformance: { readonly [K in TestedKind]: (subject: Subjects[K]) => Check[] } = Object.freeze({
  tokenizer: tokenizerSuite,
  dataset: datasetSuite,
  model: modelSuite,
  engine: engineSuite,
  optimizer: optimizerSuite,
  schedule: scheduleSuite,
  metric: metricSuite,
  tracker: trackerSuite,
  safety: safetySuite,
  launcher: launcherSuite,
  extension: extensionSuite,
});

/** What the suite of a kind needs besides the plugin itself. */
export type Fixture<K extends TestedKind> = Omit<Subjects[K], 'plugin'>;

/**
 * Register the suite of the plugin's kind, as `describe('tokenizer byte: …')` with one `it` per check.
 * @param runner functions of the test runner; by default the global ones, as mocha defines them
 * @throws CML9002 for a kind that this version does not know
 */
export function describeConformance<K extends TestedKind>(
  plugin: Plugin<K>,
  fixture: Fixture<K> & { readonly title?: string },
  runner?: TestRunner,
): void {
  const { title, ...rest } = fixture;
  const name = [`${plugin.kind} ${plugin.id}`, ...(title === undefined ? [] : [title])].join(', ');
  describeChecks(`conformance of ${name}`, checksOf(plugin, rest as unknown as Fixture<K>), runner);
}

/** The checks of the plugin's kind. @throws CML9002 for a kind that this version does not know */
export function checksOf<K extends TestedKind>(plugin: Plugin<K>, fixture: Fixture<K>): Check[] {
  const kind: string = plugin.kind;
  if (!Object.hasOwn(conformance, kind)) {
    throw codexError('CML9002', { message: `there is no conformance suite for plugins of kind ${kind}` });
  }
  const suite = conformance[kind as K] as (subject: Subjects[K]) => Check[];
  return suite({ ...fixture, plugin } as unknown as Subjects[K]);
}
