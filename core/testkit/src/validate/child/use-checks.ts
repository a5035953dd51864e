// The groups that run the plugin: `contract`, `resources`, `offline`, `errors`, and the results that `determinism` compares.
import type { Group } from '../check-table.js';
import { finding } from '../finding.js';
import { checkContract } from './contract-checks.js';
import { detailsOf } from './load-plugin.js';
import { checkOptionErrors } from './options-checks.js';
import { checkRefusals } from './refusals.js';
import { reportResults } from './report-results.js';
import { checkResources } from './resource-checks.js';
import type { Use } from './use.js';

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
