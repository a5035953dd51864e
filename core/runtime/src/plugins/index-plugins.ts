// The plugins in reach of a project, for commands that look at them without running anything. No plugin code is imported.
import { dirname, resolve } from 'node:path';
import { findProjectRoot, type LoadedConfig } from '@codex-ml/config';
import { createKernel, type Kernel } from '@codex-ml/kernel';
import { type CodexError, toCodexErrors } from '@codex-ml/plugin-api';
import { loadWithKernel, type PlanRequest } from '../run/plan-run.js';

export interface PluginIndexOutcome {
  /** The caller's to close. */
  readonly kernel: Kernel;
  /** Why the config could not be loaded; the plugins that only it names are missing then. */
  readonly problems: readonly CodexError[];
  /** The config, where it could be loaded. */
  readonly loaded?: LoadedConfig | undefined;
}

/** Index the plugins of the project; a config that cannot be loaded does not prevent it. */
export async function indexPlugins(request: PlanRequest): Promise<PluginIndexOutcome> {
  const said: string[] = [];
  try {
    const { kernel, loaded } = await loadWithKernel({ ...request, warn: (message) => said.push(message) });
    for (const message of said) request.warn(message);
    return { kernel, loaded, problems: [] };
  } catch (error) {
    const { cwd, file, hostRoot, plugins, warn } = request;
    const baseDir = file === undefined ? cwd : dirname(resolve(cwd, file));
    const projectRoot = await findProjectRoot(baseDir);
    const kernel = await createKernel({ projectRoot, baseDir: cwd, hostRoot, explicit: plugins, warn });
    return { kernel, problems: toCodexErrors(error) };
  }
}
