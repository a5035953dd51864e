// Which plugins a run used, as run.json states it, and whether they are still the same.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import type { RunPlan } from './plan-run.js';

/** Every plugin the run uses, with what it was. */
export async function describePlugins(plan: RunPlan): Promise<JsonObject[]> {
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
      deprecation: capability.deprecation ?? null,
      integrity: entry === undefined ? null : await plan.kernel.integrity(entry),
    };
  });
  const list = await Promise.all(described);
  return list.sort((a, b) => (`${a['kind']}:${a['id']}` < `${b['kind']}:${b['id']}` ? -1 : 1));
}

/** One line per plugin whose code or version differs from what an earlier process of the run recorded. */
export function changedPlugins(before: JsonValue | undefined, now: readonly JsonObject[]): string[] {
  if (!Array.isArray(before)) return [];
  const earlier = new Map((before as readonly JsonObject[]).map((entry) => [keyOf(entry), entry]));
  return now.flatMap((entry) => {
    const was = earlier.get(keyOf(entry));
    const same =
      was === undefined || (was['version'] === entry['version'] && was['integrity'] === entry['integrity']);
    if (same) return [];
    const versions =
      was['version'] === entry['version']
        ? 'its code differs'
        : `${was['version']} then, ${entry['version']} now`;
    return [
      `${entry['kind']} \`${entry['id']}\` has changed since this run began (${versions}): the result may not be that of a run with either; \`--fresh\` trains anew`,
    ];
  });
}

function keyOf(entry: JsonObject): string {
  return `${entry['kind']}:${entry['id']}`;
}
