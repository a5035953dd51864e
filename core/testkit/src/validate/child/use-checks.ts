// The groups that run the plugin: `contract`, `determinism`, `resources`, `offline`, `errors`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodexError, EXIT, exitCodeOf, type Plugin, toCodexErrors } from '@codex-ml/plugin-api';
import type { Check, CheckFailure } from '../../checks/check.js';
import { runChecks } from '../../checks/run-checks.js';
import { checksOf, conformance } from '../../conformance.js';
import type { TestEngine } from '../../fixtures/create-test-engine.js';
import { withContext } from '../../fixtures/test-context.js';
import type { Group } from '../check-table.js';
import { finding, findingOf } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import { exerciseFor } from './exercise/exercise-plugin.js';
import { toPart } from './exercise/part.js';
import type { UsedFixture } from './fixture.js';
import { settle } from './load-checks.js';
import { describeThrown, detailsOf, messageOf } from './load-plugin.js';
import { checkOptionErrors } from './options-checks.js';
import { checkRefusals } from './refusals.js';
import { ownFrame } from './watch/own-frame.js';
import { countListeners } from './watch/snapshot-globals.js';
import { watchTensors } from './watch/watch-tensors.js';
import type { Watches } from './watch/watches.js';

export interface Use {
  readonly job: Job;
  readonly plugin: Plugin;
  readonly fixtures: readonly UsedFixture[];
  readonly engine: TestEngine;
  readonly watches: Watches;
  readonly emit: Emit;
}

/** Everything that can be said of a plugin by using it. */
export async function checkUse(use: Use): Promise<void> {
  const { job, plugin, fixtures, emit } = use;
  const asks = (group: Group) => job.groups.includes(group);
  const [first] = fixtures;
  if (first !== undefined && (asks('determinism') || asks('resources'))) await checkResources(use, first);
  else if (asks('offline')) await reportResults(use);
  if (asks('errors')) {
    checkOptionErrors(job, plugin, first?.options ?? {}, emit);
    if (first === undefined) emit({ type: 'not-run', check: 'errors.refusals', note: 'there is no fixture' });
    else await checkRefusals(job, plugin, first, emit);
  }
  if (asks('contract')) await checkContract(use);
  reportWatches(use);
}

/** Whether an engine says that this machine has not what it needs: then nothing more can be said of it here. */
export async function lacksEnvironment(
  { job, plugin, emit }: Pick<Use, 'job' | 'plugin' | 'emit'>,
  fixtures: readonly UsedFixture[],
): Promise<boolean> {
  const [first] = fixtures;
  if (plugin.kind !== 'engine' || first === undefined) return false;
  emit({ type: 'doing', text: 'it was made', check: 'contract.suite' });
  try {
    const engine = await withContext({ id: job.capability.id }, (ctx) =>
      (plugin as Plugin<'engine'>).create({ options: plugin.options.parse(first.options), ctx }),
    );
    await engine.dispose();
    return false;
  } catch (error) {
    if (!CodexError.is(error) || exitCodeOf(error.code) !== EXIT.environment) return false;
    const details = { ...detailsOf(job), severity: 'warning', seen: error.code, hints: error.hints } as const;
    const { id } = job.capability;
    emit({
      type: 'finding',
      finding: finding('contract.suite', 'CML3545', { id, problem: error.title }, details),
    });
    return true;
  }
}

/** One use, whose results go to the report, for a comparison with another process. */
export async function reportResults({
  job,
  plugin,
  fixtures,
  engine,
  emit,
}: Omit<Use, 'watches'>): Promise<void> {
  const exercise = exerciseFor(plugin);
  const [fixture] = fixtures;
  if (exercise === undefined || fixture === undefined) return;
  emit({ type: 'doing', text: 'it was used for the first time', check: 'determinism.processes' });
  try {
    const results = await exercise({ fixture, engine: engine.get, folder: emptyFolder(job, 'first') });
    for (const result of results) emit({ type: 'result', part: toPart(result) });
  } catch (error) {
    reportThrown(job, error, 'is used as a run would use it', emit);
  }
}

async function checkResources(use: Use, fixture: UsedFixture): Promise<void> {
  const { job, plugin, engine, watches, emit } = use;
  const exercise = exerciseFor(plugin);
  if (exercise === undefined) {
    for (const check of ['resources.tensors', 'resources.handles'] as const) {
      emit({ type: 'not-run', check, note: `the kind ${plugin.kind} is used by its suite only` });
    }
    return;
  }
  const needsEngine = plugin.kind === 'model' || plugin.kind === 'optimizer';
  const made = needsEngine ? watchTensors(await engine.get(), job.package.root) : undefined;
  const begin = watches.resources.mark();
  const listeners = countListeners();
  await reportResults(use);
  await pause();
  // The first use may fill caches that are meant to stay; the second must leave nothing that was not there before.
  const tensors = async () => (needsEngine ? (await engine.get()).memory().tensors : 0);
  const before = await tensors();
  made?.forget();
  const second = watches.resources.mark();
  emit({ type: 'doing', text: 'it was used for the second time', check: 'resources.handles' });
  try {
    await exercise({ fixture, engine: engine.get, folder: emptyFolder(job, 'second') });
  } catch (error) {
    reportThrown(job, error, 'is used a second time', emit);
  }
  await pause();
  const { id } = job.capability;
  const base = detailsOf(job);
  const count = (await tensors()) - before;
  if (count > 0) {
    const details = {
      ...base,
      expected: 'as many tensors after a use as before',
      seen: `${count} more`,
      where: made?.places().join(', ') || 'engine.memory()',
    };
    emit({ type: 'finding', finding: finding('resources.tensors', 'CML3555', { id, count }, details) });
  }
  const left = [
    ...watches.resources.since(begin).filter(({ holds }) => holds),
    ...watches.resources.since(second),
  ];
  const places = new Map(left.map((one) => [`${one.what} ${one.where}`, one]));
  for (const { what, where } of places.values()) {
    emit({
      type: 'finding',
      finding: finding('resources.handles', 'CML3556', { id, what }, { ...base, seen: what, where }),
    });
  }
  for (const [event, number] of countListeners()) {
    if (number <= (listeners.get(event) ?? 0)) continue;
    const when = 'and leaves it there';
    emit({
      type: 'finding',
      finding: finding(
        'resources.handles',
        'CML3526',
        { id, event, when },
        { ...base, seen: `${number} listeners for \`${event}\`` },
      ),
    });
  }
  if (needsEngine) emit({ type: 'checked', check: 'resources.tensors' });
  else
    emit({
      type: 'not-run',
      check: 'resources.tensors',
      note: `the kind ${plugin.kind} is given no tensors`,
    });
  emit({ type: 'checked', check: 'resources.handles' });
}

async function checkContract({ job, plugin, fixtures, engine, emit }: Use): Promise<void> {
  if (!Object.hasOwn(conformance, plugin.kind)) {
    emit({ type: 'not-run', check: 'contract.suite', note: `there is no suite for the kind ${plugin.kind}` });
    return;
  }
  if (fixtures.length === 0) {
    emit({ type: 'not-run', check: 'contract.suite', note: 'there is no fixture' });
    return;
  }
  let [passed, total] = [0, 0];
  for (const { title, facts, options, base } of fixtures) {
    // The hooks of the manifest matter to extensions only.
    const { hooks } = job.capability;
    const fixture = { ...(hooks !== null && { hooks }), ...facts, options, base, engine: engine.get };
    let checks: readonly Check[];
    try {
      checks = checksOf(plugin as Plugin<'metric'>, fixture as never);
    } catch (error) {
      const problem = `the fixture${title === undefined ? '' : ` "${title}"`} does not fit: ${messageOf(error)}`;
      const details = { ...detailsOf(job), seen: messageOf(error), where: 'codexMl.conformance' };
      emit({
        type: 'finding',
        finding: finding('contract.fixtures', 'CML3543', { name: job.package.name, problem }, details),
      });
      continue;
    }
    for (const each of checks) {
      emit({ type: 'doing', text: `its suite checked that it ${each.name}`, check: 'contract.suite' });
      const { outcomes } = await runChecks([each]);
      const [outcome] = outcomes;
      total += 1;
      if (outcome?.status === 'passed') passed += 1;
      else if (outcome?.status === 'failed')
        reportFailure(job, plugin, outcome.name, outcome.failure, title, emit);
      else if (outcome?.status === 'threw')
        for (const error of outcome.errors) reportError(job, plugin, each.name, error, emit);
    }
  }
  emit({
    type: 'checked',
    check: 'contract.suite',
    note: `${passed} of ${total} checks of the ${plugin.kind} suite`,
  });
}

function reportFailure(
  job: Job,
  { kind }: Plugin,
  check: string,
  failure: CheckFailure,
  title: string | undefined,
  emit: Emit,
): void {
  const { expected, received, where, remedy } = failure;
  emit({
    type: 'finding',
    finding: finding(
      'contract.suite',
      'CML3541',
      { id: job.capability.id, kind, check },
      {
        ...detailsOf(job),
        expected,
        seen: received,
        where: title === undefined ? where : `${where} (fixture "${title}")`,
        hints: [remedy],
      },
    ),
  });
}

function reportError(job: Job, { kind }: Plugin, check: string, error: CodexError, emit: Emit): void {
  // A foreign error arrives as the cause of a CML9001.
  const thrown = error.code === 'CML9001' ? error.cause : error;
  const [denied] = describeThrown('contract.suite', thrown, job, error);
  if (denied?.check === 'load.rights') {
    emit({ type: 'finding', finding: denied });
    return;
  }
  const where = ownFrame(thrown instanceof Error ? thrown.stack : undefined, job.package.root);
  const { id } = job.capability;
  emit({
    type: 'finding',
    finding: finding(
      'contract.suite',
      'CML3542',
      { id, kind, check, message: messageOf(thrown) },
      {
        ...detailsOf(job),
        expected: 'no error',
        seen: messageOf(thrown),
        where,
      },
    ),
  });
}

function reportThrown(job: Job, error: unknown, check: string, emit: Emit): void {
  const [own] = toCodexErrors(error);
  if (own === undefined) return;
  const { id, kind } = job.capability;
  const found = describeThrown('contract.suite', error, job, own).map((one) =>
    one.check === 'load.rights'
      ? one
      : findingOf('contract.suite', own, {
          ...detailsOf(job),
          expected: 'no error',
          seen: messageOf(error),
          where: one.where,
        }),
  );
  for (const one of found) {
    const known = one.code === 'CML9001';
    emit({
      type: 'finding',
      finding: known
        ? finding(
            'contract.suite',
            'CML3542',
            { id, kind: kind ?? 'plugin', check, message: messageOf(error) },
            { ...detailsOf(job), expected: 'no error', seen: messageOf(error), where: one.where },
          )
        : one,
    });
  }
}

function reportWatches({ job, plugin, watches: { output, network }, emit }: Use): void {
  const { id } = job.capability;
  const base = detailsOf(job);
  if (job.groups.includes('contract')) {
    const speaks = plugin.kind === 'tracker' || plugin.kind === 'launcher';
    for (const { stream, text, where } of speaks ? [] : output.take()) {
      const details = { ...base, seen: JSON.stringify(text.slice(0, 200)), where };
      emit({
        type: 'finding',
        finding: finding('contract.output', 'CML3524', { id, stream, when: 'while it works' }, details),
      });
    }
    if (speaks)
      emit({ type: 'not-run', check: 'contract.output', note: `the kind ${plugin.kind} may print` });
    else emit({ type: 'checked', check: 'contract.output' });
  }
  if (!job.groups.includes('offline')) return;
  for (const { what, where } of network.take()) {
    emit({
      type: 'finding',
      finding: finding(
        'offline.network',
        'CML3530',
        { id, when: 'while it works', what },
        { ...base, seen: what, where },
      ),
    });
  }
  emit({ type: 'checked', check: 'offline.network' });
}

function emptyFolder(job: Job, name: string): string {
  const folder = join(job.scratch, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Time for handles to close. */
async function pause(): Promise<void> {
  await settle();
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}
