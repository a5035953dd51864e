// Whether an engine can run here at all. An engine that says what is missing does as it should.
import { CodexError, EXIT, exitCodeOf, type Plugin } from '@codex-ml/plugin-api';
import { withContext } from '../../fixtures/test-context.js';
import { finding } from '../finding.js';
import { detailsOf } from './load-plugin.js';
import type { Use } from './use.js';

/** Whether an engine says that this machine has not what it needs: then nothing more can be said of it here. */
export async function lacksEnvironment({
  job,
  plugin,
  fixtures,
  emit,
}: Pick<Use, 'job' | 'plugin' | 'fixtures' | 'emit'>): Promise<boolean> {
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
