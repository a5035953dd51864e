// The records of a run that do not come from training: config, origins, environment, data, plugins, hook order.
import { isAbsolute, relative } from 'node:path';
import { API_VERSION, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { collectEnvironment } from '../provenance/index.js';
import type { RunFolder } from '../run-folder/index.js';
import type { TrainingParts } from './assemble-training.js';
import type { OpenSession } from './open-session.js';
import { readDataManifest } from './open-trained-model.js';
import type { RunPlan } from './plan-run.js';
import { changedPlugins, describePlugins } from './plugin-records.js';
import type { RunJournal } from './run-journal.js';

/**
 * Write them all. What cannot be written is reported and recorded; it never stops the run.
 * @param resumed whether the run goes on with what an earlier process left
 */
export async function writeRunRecords(
  plan: RunPlan,
  folder: RunFolder,
  journal: RunJournal,
  session: OpenSession,
  { engine, dataManifest }: TrainingParts,
  resumed: boolean,
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
  if (resumed) await noticeOtherData(folder, journal, dataManifest);
  await record('data.manifest.json', () => dataManifest);
  const { environment, problems } = await collectEnvironment({ projectRoot: resolved.projectRoot });
  for (const problem of problems) {
    journal.error(problem);
    journal.notice(problem.title);
  }
  await record('environment.json', () => environment);
  const plugins = await describePlugins(plan);
  if (resumed) for (const line of changedPlugins(folder.earlier?.['plugins'], plugins)) journal.notice(line);
  await folder.updateRun({
    status: 'running',
    seed: plan.run.seed,
    versions: { api: API_VERSION, node: environment['node'] ?? null, host: environment['host'] ?? null },
    git: environment['git'] ?? null,
    // Relative, so that the project can be moved as a whole.
    baseDir: posixRelative(folder.path, resolved.baseDir) || '.',
    config: resolved.file === undefined ? null : posixRelative(folder.path, resolved.file),
    engine: { id: engine.id, device: engine.device, features: [...engine.features].sort() },
    allowIncompatible: [...resolved.config.allowIncompatible],
    plugins,
    commandLinePlugins: plan.commandLinePlugins.map((plugin) =>
      isAbsolute(plugin) ? posixRelative(folder.path, plugin) : plugin,
    ),
    hooks: hookOrder(session),
  });
}

/** The config alone says which run it is; where its files have changed since, the result is no longer the one it promises. */
async function noticeOtherData(folder: RunFolder, journal: RunJournal, now: JsonObject): Promise<void> {
  const before = await readDataManifest(folder.path);
  if (before === null) return;
  const changed = Object.keys(splitsOf(now)).filter(
    (split) => splitsOf(before)[split]?.tokensSha256 !== splitsOf(now)[split]?.tokensSha256,
  );
  if (changed.length === 0) return;
  journal.notice(
    `the text has changed since this run began (${changed.join(', ')}): its result will not be that of a run on either text; \`--fresh\` trains anew`,
  );
}

function splitsOf(manifest: JsonObject): Readonly<Record<string, { readonly tokensSha256?: JsonValue }>> {
  return (manifest['splits'] ?? {}) as Readonly<Record<string, { readonly tokensSha256?: JsonValue }>>;
}

function posixRelative(from: string, to: string): string {
  return relative(from, to).replaceAll('\\', '/');
}

/** Hooks that are tapped, with their taps in order. */
function hookOrder(session: OpenSession): JsonObject {
  return Object.fromEntries(
    Object.entries(session.container.hooks.order())
      .filter(([, taps]) => taps.length > 0)
      .map(([hook, taps]) => [hook, taps.map(({ plugin, stage }) => ({ plugin, stage }))]),
  );
}
