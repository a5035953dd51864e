// The records of a run that do not come from training: config, origins, environment, data, plugins, hook order.
import { relative } from 'node:path';
import { API_VERSION, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { collectEnvironment } from '../provenance/index.js';
import type { RunFolder } from '../run-folder/index.js';
import type { TrainingParts } from './assemble-training.js';
import type { OpenSession } from './open-session.js';
import type { RunPlan } from './plan-run.js';
import type { RunJournal } from './run-journal.js';

/** Write them all. What cannot be written is reported and recorded; it never stops the run. */
export async function writeRunRecords(
  plan: RunPlan,
  folder: RunFolder,
  journal: RunJournal,
  session: OpenSession,
  { engine, dataManifest }: TrainingParts,
): Promise<void> {
  const { resolved } = plan;
  const record = async (file: string, make: () => JsonValue | Promise<JsonValue>) => {
    try {
      await folder.writeJson(file, await make());
    } catch (error) {
      journal.error(error, { file });
      journal.notice(
        `\`${file}\` could not be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  await record('config.resolved.json', () => resolved.json);
  await record('config.origins.json', () => resolved.origins as unknown as JsonObject);
  await record('data.manifest.json', () => dataManifest);
  const { environment, problems } = await collectEnvironment({ projectRoot: resolved.projectRoot });
  for (const problem of problems) {
    journal.error(problem);
    journal.notice(problem.title);
  }
  await record('environment.json', () => environment);
  const plugins = await describePlugins(plan);
  await folder.updateRun({
    status: 'running',
    seed: plan.run.seed,
    versions: { api: API_VERSION, node: environment['node'] ?? null, host: environment['host'] ?? null },
    git: environment['git'] ?? null,
    // Relative, so that the project can be moved as a whole.
    baseDir: relative(folder.path, resolved.baseDir).replaceAll('\\', '/') || '.',
    engine: { id: engine.id, device: engine.device, features: [...engine.features].sort() },
    allowIncompatible: [...resolved.config.allowIncompatible],
    plugins,
    hooks: hookOrder(session),
  });
}

/** Every plugin the run uses, with what it was. */
async function describePlugins(plan: RunPlan): Promise<JsonObject[]> {
  const packages = new Map(plan.kernel.packages().map((entry) => [entry.name, entry]));
  const described = [...plan.plugins.values()].map(async ({ capability }): Promise<JsonObject> => {
    const entry = packages.get(capability.package.name);
    return {
      kind: capability.kind,
      id: capability.id,
      package: capability.package.name,
      version: capability.package.version,
      apiVersion: capability.apiVersion,
      forced: capability.forced,
      integrity: entry === undefined ? null : await plan.kernel.integrity(entry),
    };
  });
  const list = await Promise.all(described);
  return list.sort((a, b) => (`${a['kind']}:${a['id']}` < `${b['kind']}:${b['id']}` ? -1 : 1));
}

/** Hooks that are tapped, with their taps in order. */
function hookOrder(session: OpenSession): JsonObject {
  return Object.fromEntries(
    Object.entries(session.container.hooks.order())
      .filter(([, taps]) => taps.length > 0)
      .map(([hook, taps]) => [hook, taps.map(({ plugin, stage }) => ({ plugin, stage }))]),
  );
}
