// The plugins in reach, for commands that only look; a config that cannot be loaded is worth one line.
import type { Kernel } from '@codex-ml/kernel';
import { indexPlugins, type PlanRequest, type PluginIndexOutcome } from '@codex-ml/runtime';

export async function openPluginIndex(request: PlanRequest): Promise<Kernel> {
  return (await openPluginsWithConfig(request)).kernel;
}

/** The same with the config, where it can be loaded. */
export async function openPluginsWithConfig(request: PlanRequest): Promise<PluginIndexOutcome> {
  const outcome = await indexPlugins(request);
  const { problems } = outcome;
  const [first] = problems;
  if (first !== undefined) {
    request.warn(
      `the config cannot be loaded (${first.code}: ${first.title}), so plugins that only it names are not shown; see \`codex-ml config validate\``,
    );
  }
  return outcome;
}
