// The process that plugin code runs in. It is told a job in a file, reports into a file, and ends when it is done.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isPlugin, type Plugin } from '@codex-ml/plugin-api';
import { eventWriter, type Job } from '../process/job.js';
import { checkLoad } from './load-checks.js';
import { loadPlugin } from './load-plugin.js';
import { watchModules } from './watch/watch-modules.js';
import { startWatches } from './watch/watches.js';

const exit = process.exit.bind(process);
const [, , jobFile = '', eventFile = ''] = process.argv;
const job = JSON.parse(readFileSync(jobFile, 'utf8')) as Job;
const emit = eventWriter(eventFile);
const watches = startWatches(job.package.root);

emit({ type: 'doing', text: 'its entry was imported', check: 'load.import' });
if (job.part === 'load') {
  const plugin = await checkLoad(job, watches, watchModules(job.package.root), emit);
  if (plugin !== undefined) {
    emit({ type: 'is', kind: plugin.kind, id: plugin.id });
    await afterLoad(plugin);
  }
} else {
  const loaded = await loadPlugin(job);
  if ('findings' in loaded) for (const finding of loaded.findings) emit({ type: 'finding', finding });
  else await use(loaded.plugin);
}
emit({ type: 'end' });
exit(0);

/** Suites and fixtures are loaded only now: an import that is measured should meet an empty process. */
async function afterLoad(plugin: Plugin): Promise<void> {
  const wanted = (group: Job['groups'][number]) => job.groups.includes(group);
  if (!wanted('options') && !wanted('determinism')) return;
  const { fixturesFor } = await import('./fixture.js');
  const { fixtures } = await fixturesFor(job, plugin);
  if (wanted('options')) {
    const { checkOptions } = await import('./options-checks.js');
    checkOptions(job, plugin, fixtures[0]?.options ?? {}, emit);
  }
  if (!wanted('determinism')) return;
  const { lacksEnvironment } = await import('./lacks-environment.js');
  const { reportResults } = await import('./report-results.js');
  if (await lacksEnvironment({ job, plugin, fixtures, emit })) return;
  const engine = await openEngine();
  await reportResults({ job, plugin, fixtures, engine, emit });
  await engine.close();
}

async function use(plugin: Plugin): Promise<void> {
  const { fixturesFor } = await import('./fixture.js');
  const { checkUse } = await import('./use-checks.js');
  const { lacksEnvironment } = await import('./lacks-environment.js');
  if (job.groups.includes('load')) {
    // What the import did, the other process has reported.
    watches.output.take();
    watches.network.take();
  }
  emit({ type: 'doing', text: 'its fixtures were read', check: 'contract.fixtures' });
  const { fixtures, findings } = await fixturesFor(job, plugin);
  if (job.groups.includes('contract')) {
    for (const finding of findings) emit({ type: 'finding', finding });
    emit({ type: 'checked', check: 'contract.fixtures', note: `${fixtures.length} of them` });
  }
  if (await lacksEnvironment({ job, plugin, fixtures, emit })) return;
  const engine = await openEngine();
  await checkUse({ job, plugin, fixtures, engine, watches, emit });
  await engine.close();
}

/** The engine for kinds that need one; it is made when it is first asked for. */
async function openEngine() {
  const { createTestEngine } = await import('../../fixtures/create-test-engine.js');
  const { codexError } = await import('@codex-ml/plugin-api');
  const { engine } = job;
  if (engine === null) {
    const get = async () => {
      throw codexError('CML3201', { kind: 'engine', name: 'tfjs' });
    };
    return { get, close: async () => undefined };
  }
  const module = (await import(pathToFileURL(engine).href)) as { readonly default?: unknown };
  if (!isPlugin(module.default)) throw codexError('CML3209', { id: engine });
  return createTestEngine(module.default as Plugin<'engine'>);
}
