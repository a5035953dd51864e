// What a plugin is handed: its own log, random stream, artifact folder, hook taps and a gate to the network. Nothing else of the host.
import type { RngStream } from './contracts/rng.js';
import type { HookTaps } from './hooks.js';
import type { JsonObject } from './json.js';

export interface Logger {
  debug(message: string, detail?: JsonObject): void;
  info(message: string, detail?: JsonObject): void;
  warn(message: string, detail?: JsonObject): void;
}

/** Files in the plugin's own folder of the run. */
export interface ArtifactStore {
  /** Absolute path of the folder; created on first write. */
  readonly folder: string;
  /** Write a file atomically; returns its absolute path. `name` may contain `/` but not leave the folder. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** The network, if the plugin's manifest declares it and the run allows it; otherwise every call raises CML3401. */
export interface NetworkGate {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

export interface PluginContext {
  /** `namespace/id` of the capability. */
  readonly id: string;
  readonly log: Logger;
  /** Stream forked by the plugin's id: adding or reordering plugins changes no other plugin's numbers. */
  readonly rng: RngStream;
  readonly artifacts: ArtifactStore;
  readonly hooks: HookTaps;
  readonly net: NetworkGate;
  /** Resolve a path from the plugin's options against the folder of the config file. */
  resolvePath(path: string): string;
  /** Aborted when the run is closing. */
  readonly signal: AbortSignal;
}
