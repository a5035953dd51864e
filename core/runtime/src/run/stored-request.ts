// The plan of a run that was made before: its stored config, its plugins, its folder.
import { join, relative, resolve } from 'node:path';
import type { RunRecord } from '../run-folder/run-record.js';
import type { PlanRequest } from './plan-run.js';

/** What a command that uses a run says besides. */
export interface StoredRunRequest {
  /** Absolute path of the run folder. */
  readonly folder: string;
  readonly cwd: string;
  /** Overrides of the stored config, such as `engine.device=cpu`. */
  readonly set?: readonly string[] | undefined;
  readonly plugins?: readonly string[] | undefined;
  readonly hostRoot: string;
}

/** The stored config is complete: neither presets nor the environment are looked at again. */
export function storedRequest(request: StoredRunRequest, record: RunRecord): Omit<PlanRequest, 'warn'> {
  const { folder, cwd, set, plugins = [], hostRoot } = request;
  const { baseDir, config, commandLinePlugins } = record;
  const remembered = Array.isArray(commandLinePlugins) ? commandLinePlugins.map(String) : [];
  return {
    cwd,
    file: relative(cwd, join(folder, 'config.resolved.json')),
    baseDir: resolve(folder, typeof baseDir === 'string' ? baseDir : '../..'),
    inlineFrom: typeof config === 'string' ? resolve(folder, config) : undefined,
    set,
    plugins: [
      ...remembered.map((plugin) => (plugin.startsWith('.') ? resolve(folder, plugin) : plugin)),
      ...plugins,
    ],
    hostRoot,
    env: {},
  };
}
