// What the host knows of plugins without running them: plain data, ready for listings and run records.
import type { CodexError, HookName, Kind } from '@codex-ml/plugin-api';
import type { PackageSource } from '../discovery/candidate.js';

/**
 * - `ok`: may be used
 * - `incompatible`: its API range does not fit this host
 * - `broken`: its manifest, files or id are wrong
 */
export type PluginStatus = 'ok' | 'incompatible' | 'broken';

export interface PackageRef {
  readonly name: string;
  /** `0.0.0` where package.json states none. */
  readonly version: string;
  /** Absolute path; null where the package could not be found. */
  readonly root: string | null;
}

export interface IndexedCapability {
  readonly kind: Kind;
  /** `namespace/id`. */
  readonly id: string;
  readonly shortId: string;
  readonly package: PackageRef;
  readonly source: PackageSource;
  readonly summary: string;
  /** Range of its kind's contract that it states, or its package for it. */
  readonly apiVersion: string;
  /** That it was written for an older minor, and what the host does about it. */
  readonly deprecation?: string | undefined;
  readonly status: PluginStatus;
  /** Why it may not be used; present with status `ok` only where `allowIncompatible` overrides a refusal. */
  readonly problem?: CodexError | undefined;
  /** True where it is used in spite of `problem`. */
  readonly forced: boolean;
  /** Hooks its package declares. */
  readonly hooks: readonly HookName[];
  readonly network: boolean;
  readonly native: boolean;
  /** Absolute path of the entry module; null for inline plugins and broken packages. */
  readonly entry: string | null;
  /** Absolute path of the JSON Schema of its options; null where there is no such file. */
  readonly optionsFile: string | null;
}

export interface IndexedPackage extends PackageRef {
  readonly namespace: string | null;
  readonly source: PackageSource;
  /** The worst status of the package itself and its capabilities. */
  readonly status: PluginStatus;
  /** Every problem of the package and its capabilities. */
  readonly errors: readonly CodexError[];
  /** What does not prevent its use: CML3316 installed twice, CML3318 another version of a peer, CML3319 a second plugin-api. */
  readonly remarks: readonly CodexError[];
  /** The remarks and everything else that its user should know, as sentences. */
  readonly warnings: readonly string[];
  readonly capabilities: readonly IndexedCapability[];
  /** Preset name within the namespace, such as `model/small`, to absolute path. */
  readonly presets: Readonly<Record<string, string>>;
}
