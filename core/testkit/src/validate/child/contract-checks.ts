// The check `contract.suite`: the conformance suite of the kind, over every fixture.
import type { CodexError, Plugin } from '@codex-ml/plugin-api';
import type { Check, CheckFailure } from '../../checks/check.js';
import { runChecks } from '../../checks/run-checks.js';
import { checksOf, conformance } from '../../conformance.js';
import { finding } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import { describeThrown, detailsOf, messageOf } from './load-plugin.js';
import type { Use } from './use.js';
import { ownFrame } from './watch/own-frame.js';

export async function checkContract({ job, plugin, fixtures, engine, emit }: Use): Promise<void> {
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
