// The group `resources`: what is still there after the plugin was used and closed.
import { finding } from '../finding.js';
import { exerciseFor } from './exercise/exercise-plugin.js';
import type { UsedFixture } from './fixture.js';
import { settle } from './load-checks.js';
import { detailsOf } from './load-plugin.js';
import { emptyFolder, reportResults, reportThrown } from './report-results.js';
import type { Use } from './use.js';
import { countListeners } from './watch/snapshot-globals.js';
import { watchTensors } from './watch/watch-tensors.js';

/** Use the plugin twice, and look at what the second use left. Reports the results of the first. */
export async function checkResources(use: Use, fixture: UsedFixture): Promise<void> {
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

/** Time for handles to close. */
async function pause(): Promise<void> {
  await settle();
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}
