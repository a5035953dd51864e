// What discovery hands on: a package that is or was said to be a plugin, before its manifest is understood.
import type { CodexError, JsonObject } from '@codex-ml/plugin-api';

/** How the host came to know a package. Earlier sources win where one package is reached twice. */
export type PackageSource = 'explicit' | 'project' | 'first-party' | 'inline';

export interface PackageCandidate {
  readonly source: PackageSource;
  /** The package's own name, or what the user wrote where there is none. */
  readonly name: string;
  /** Real path of its folder; null where it could not be found. */
  readonly root: string | null;
  readonly json: JsonObject | null;
  /** Text of its package.json, where that could be read. */
  readonly text?: string | undefined;
  /** Why it cannot be read. */
  readonly error?: CodexError | undefined;
  /** What its user should know and what does not prevent its use. */
  readonly remarks?: readonly CodexError[] | undefined;
}

/** A file that holds one plugin, without a package of its own. */
export interface FileCandidate {
  /** As the user wrote it. */
  readonly name: string;
  readonly path: string;
}

export interface Discovery {
  readonly packages: readonly PackageCandidate[];
  readonly files: readonly FileCandidate[];
  readonly warnings: readonly string[];
}
