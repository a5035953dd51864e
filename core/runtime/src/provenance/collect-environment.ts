// environment.json: the machine and software a run happened on, as far as they can matter for its numbers. No names of hosts or
// people, no absolute paths, no values of variables. What cannot be found out is a problem to report, never a reason to fail.
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { type CodexError, codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { findGitState } from './git-state.js';
import { findLockfile } from './lockfile.js';
import { dependencyVersions, hostPackageVersions } from './package-versions.js';

export interface CollectEnvironment {
  /** The user's project: its lockfile, its dependencies and its git commit are recorded. */
  readonly projectRoot: string;
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Longest wait for git, in milliseconds. */
  readonly gitTimeoutMs?: number | undefined;
}

export interface Environment {
  readonly environment: JsonObject;
  /** CML6206, one for each part that is missing. */
  readonly problems: readonly CodexError[];
}

/** Collect what there is. Never throws. */
export async function collectEnvironment(options: CollectEnvironment): Promise<Environment> {
  const { projectRoot, variables = process.env, gitTimeoutMs = 5000 } = options;
  const problems: CodexError[] = [];
  const part = async (name: string, find: () => JsonValue | Promise<JsonValue>): Promise<JsonValue> => {
    try {
      return await find();
    } catch (error) {
      // Names the code, not the message: system messages hold absolute paths.
      const problem = (error as NodeJS.ErrnoException).code ?? (error as Error).name ?? 'unknown';
      problems.push(codexError('CML6206', { part: name, problem }, { cause: error }));
      return null;
    }
  };
  const environment: Record<string, JsonValue> = { format: 1 };
  const parts: Record<string, () => JsonValue | Promise<JsonValue>> = {
    node: () => process.versions.node,
    v8: () => process.versions.v8,
    platform,
    arch,
    osRelease: release,
    cpu: () => ({ model: cpus()[0]?.model.trim() ?? null, cores: cpus().length }),
    memoryBytes: totalmem,
    host: hostPackageVersions,
    dependencies: () => dependencyVersions(projectRoot),
    lockfile: () => findLockfile(projectRoot),
    git: () => findGitState(projectRoot, gitTimeoutMs),
    locale: () => Intl.DateTimeFormat().resolvedOptions().locale,
    timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    variables: () =>
      Object.keys(variables)
        .filter((name) => name.startsWith('CODEX_ML_') && variables[name] !== undefined)
        .sort(),
  };
  for (const [name, find] of Object.entries(parts)) environment[name] = await part(name, find);
  return { environment, problems };
}
