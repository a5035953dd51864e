// Trackers: where metrics of a run go. The runtime buffers and isolates them; a tracker cannot stall or stop a step.
import type { JsonObject } from '../json.js';
import type { RunInfo, RunStatus } from './run.js';

export interface MetricRow {
  /** Completed updates. */
  readonly step: number;
  readonly split: 'train' | 'validation' | 'test';
  readonly metric: string;
  readonly value: number;
  /**
   * - `result`: reproducible to the bit (loss, learning rate, perplexity)
   * - `timing`: depends on the machine (tokens per second, memory); kept apart so that results can be compared byte by byte
   */
  readonly nature: 'result' | 'timing';
}

export interface RunEvent {
  readonly event: string;
  readonly step: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly detail: JsonObject;
}

/** What a tracker learns when it is opened. */
export interface TrackerRun extends RunInfo {
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** Total updates planned. */
  readonly steps: number;
  /** Update from which this process continues, or null for a fresh start. Rows of later steps must be dropped. */
  readonly resumedFrom: number | null;
}

export interface Tracker {
  log(rows: readonly MetricRow[]): void | Promise<void>;
  event?(event: RunEvent): void | Promise<void>;
  /** Resolves when everything logged so far is durable. */
  flush(): Promise<void>;
  close(status: RunStatus): Promise<void>;
}
