// One use of the plugin, and what came of it: two processes must agree on it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toCodexErrors } from '@codex-ml/plugin-api';
import { finding } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import { exerciseFor } from './exercise/exercise-plugin.js';
import { toPart } from './exercise/part.js';
import { describeThrown, detailsOf, messageOf } from './load-plugin.js';
import type { Use } from './use.js';

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

/**
 * A finding for what the plugin threw outside of its suite.
 * @param check clause after `where it`
 */
export function reportThrown(job: Job, thrown: unknown, check: string, emit: Emit): void {
  const { id, kind } = job.capability;
  for (const own of toCodexErrors(thrown).slice(0, 1)) {
    const [described] = describeThrown('contract.suite', thrown, job, own);
    if (described === undefined) continue;
    const details = {
      ...detailsOf(job),
      expected: 'no error',
      seen: messageOf(thrown),
      where: described.where,
    };
    const isForeign = described.code === 'CML9001';
    const parameters = { id, kind: kind ?? 'plugin', check, message: messageOf(thrown) };
    emit({
      type: 'finding',
      finding: isForeign ? finding('contract.suite', 'CML3542', parameters, details) : described,
    });
  }
}

export function emptyFolder(job: Job, name: string): string {
  const folder = join(job.scratch, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
