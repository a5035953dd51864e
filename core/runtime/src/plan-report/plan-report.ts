// What `train --plan` says: sizes, arithmetic, memory, time and disk of a run before it is started. Data only.
import type { ParameterGroup } from './group-parameters.js';

/** How a number was found. */
export type Basis =
  /** Follows from the config. */
  | 'exact'
  /** Timed or counted on this machine. */
  | 'measured'
  /** Computed from exact and measured numbers by a rule that leaves things out. */
  | 'estimated';

export interface MemoryPart {
  readonly name: string;
  readonly bytes: number;
  readonly basis: Basis;
}

export interface TimePart {
  readonly name: 'updates' | 'evaluations' | 'checkpoints';
  readonly count: number;
  /** For one of them; null where that is not known. */
  readonly secondsEach: number | null;
  readonly basis: Basis;
}

export interface PlanReport {
  readonly runId: string;
  readonly engine: string;
  readonly device: string;
  readonly model: {
    readonly architecture: string;
    readonly layers: number;
    readonly heads: number;
    readonly width: number;
    readonly context: number;
    readonly vocabularySize: number;
  };
  readonly parameters: {
    readonly total: number;
    readonly trainable: number;
    readonly groups: Readonly<Record<ParameterGroup, number>>;
    /** Whether the head shares the token table. */
    readonly tiedHead: boolean;
  };
  readonly steps: number;
  readonly tokensPerStep: number;
  readonly tokens: number;
  readonly flops: {
    readonly forward: number;
    readonly backward: number;
    readonly perStep: number;
    readonly attention: number;
    readonly total: number;
    readonly formula: string;
    readonly source: string;
    /** Products that the engine's own program of an update does; null where it cannot tell. */
    readonly program: number | null;
  };
  readonly memory: {
    readonly parts: readonly MemoryPart[];
    /** Sum of the parts: what the process needs at its largest. */
    readonly bytes: number;
    /** Memory of the machine, or of the container that the process is confined to. */
    readonly available: number;
  };
  readonly time: {
    /** Of one update; null where it is not predicted, as `method` says. */
    readonly secondsPerStep: number | null;
    readonly tokensPerSecond: number | null;
    readonly basis: Basis;
    /** What the numbers are from. */
    readonly method: string;
    readonly parts: readonly TimePart[];
    /** All parts whose time is known, from the first evaluation to the last checkpoint; null without that of the updates. */
    readonly seconds: number | null;
    /** Products of matrices per second, measured; null where updates were timed instead. */
    readonly matmulFlopsPerSecond: number | null;
  };
  readonly evaluation: {
    /** Rows that each scores; null where the split is too large to be counted in a moment. */
    readonly rows: number | null;
  } | null;
  readonly disk: {
    /** Of one checkpoint. */
    readonly checkpointBytes: number;
    /** Checkpoints that are on disk together, at most. */
    readonly checkpoints: number;
    readonly bytes: number;
    /** Free where runs are stored. */
    readonly available: number;
  };
  /** What running real updates showed; null where none were run. */
  readonly measured: {
    /** Updates that were timed. */
    readonly updates: number;
    /** Of each of them; the run's own may have more. */
    readonly microBatches: number;
    readonly secondsPerStep: number;
    /** Largest resident memory of this process. */
    readonly peakResidentBytes: number;
    /** `peakBytes` of the engine. */
    readonly enginePeakBytes: number;
  } | null;
  readonly notices: readonly string[];
}
