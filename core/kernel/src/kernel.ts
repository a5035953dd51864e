// The kernel as its users see it: an index of plugins, loading on demand, and containers for runs.
import type { CodexError, Kind, Plugin } from '@codex-ml/plugin-api';
import type { RunContainer } from './container/run-container.js';
import type { RunScope } from './container/run-scope.js';
import type { ServiceContainer } from './container/service-container.js';
import type { DeprecationNotes } from './negotiation/deprecation-notes.js';
import type { HostVersions } from './negotiation/negotiate.js';
import type { IndexedCapability, IndexedPackage } from './registry/indexed.js';
import type { IndexedPreset } from './registry/preset-index.js';

export interface KernelRequest {
  /** Folder of the user's nearest package.json; it may have none. */
  readonly projectRoot: string;
  /** Package root of the host (`codex-ml`), whose dependencies are the first-party plugins. */
  readonly hostRoot: string;
  /** Folder that paths in `explicit` are relative to, which is that of the config file. Default `projectRoot`. */
  readonly baseDir?: string | undefined;
  /** `plugins` of the config: package names, folders of packages (`./my-plugin`), or single files (`./my-metric.ts`). */
  readonly explicit?: readonly string[] | undefined;
  /** Plugin objects of a config written in TypeScript. */
  readonly inline?: readonly Plugin[] | undefined;
  /** Package names or full ids whose API range is not enforced. */
  readonly allowIncompatible?: readonly string[] | undefined;
  /**
   * Receives each sentence of {@link Kernel.warnings} once, as it comes up. That a plugin was written for an older minor comes
   * up when it is loaded, and once in a process.
   */
  readonly warn?: ((message: string) => void) | undefined;
  /** Versions and shims to measure plugins by. Default: those of this host. */
  readonly host?: HostVersions | undefined;
  /** Remembers that a note was said. Default: one memory for the whole process. */
  readonly deprecationNotes?: DeprecationNotes | undefined;
  /** File that remembers valid manifests, null for none. Default: in the nearest `node_modules/.cache`. */
  readonly manifestCache?: string | null | undefined;
}

export interface LoadedPlugin<K extends Kind = Kind> {
  readonly capability: IndexedCapability;
  readonly plugin: Plugin<K>;
}

export interface Kernel {
  /** Every capability, by kind and id, usable or not. JSON only: no package's code was imported to know it. */
  capabilities(): readonly IndexedCapability[];
  /** Every plugin package, broken ones included. */
  packages(): readonly IndexedPackage[];
  /** Everything that is not an error but that the user should know. */
  warnings(): readonly string[];
  /** The capability of a full or unique short id, whatever its status, or an error (CML3201, CML3202, CML3108). */
  find(kind: Kind, name: string): IndexedCapability | CodexError;
  /** Like `find`. @throws what `find` returns as an error, and the capability's own problem unless its status is `ok` */
  get(kind: Kind, name: string): IndexedCapability;
  /** JSON Schema of a capability's options, from the package's file. @throws CML3211 */
  optionsSchemaOf(capability: IndexedCapability): Promise<Record<string, unknown>>;
  /** Import a capability and check it against its manifest. Cached. @throws as `get`, CML3207-3210, CML3203-3206 */
  load<K extends Kind>(kind: K, name: string): Promise<LoadedPlugin<K>>;
  /** @throws CML3109 where a short name is ambiguous */
  preset(name: string): IndexedPreset | undefined;
  /** Full names, sorted. */
  presetNames(): readonly string[];
  /** Hex SHA-256 over package.json and entry modules, for the run record; null where there is no file. */
  integrity(entry: IndexedPackage): Promise<string | null>;
  /** Services of the process. Loads the container library on first use. */
  root(): Promise<ServiceContainer>;
  /** A container for one run, with its own bindings and hook bus. Loads the container library on first use. */
  createRun(scope: RunScope): Promise<RunContainer>;
  /** Close open runs, then the services of the process. */
  close(): Promise<void>;
}
