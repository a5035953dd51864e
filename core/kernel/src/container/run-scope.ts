// What a run gives to its container: identity, randomness, folders, permissions, and where logs and failures go.
import type { JsonObject, RngStream } from '@codex-ml/plugin-api';
import type { FailureSink } from '../hooks/tap-policies.js';

export interface RunScope {
  readonly runId: string;
  readonly seed: number;
  /** Root stream of the run; contexts get forks of it. */
  readonly rng: RngStream;
  /** Folder below which each plugin has its own. */
  readonly artifactsFolder: string;
  /** Folder of the config file; paths in options are relative to it. */
  readonly baseDir: string;
  readonly networkAllowed: boolean;
  /** Aborted when the run is to stop; contexts see it, and the closing of the container, in one signal. */
  readonly signal: AbortSignal;
  readonly log: (
    plugin: string,
    level: 'debug' | 'info' | 'warn',
    message: string,
    detail?: JsonObject,
  ) => void;
  /** Hears of every failed tap that the run survives. Must not throw. */
  readonly onHookFailure: FailureSink;
}
