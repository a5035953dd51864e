// Profiles of an engine: how long each operator of the runs took. Times only; a profile changes no result.
import type { JsonObject } from '../json.js';
import type { Variable } from './tensors.js';

/** One timed piece of work. */
export interface ProfileEvent {
  /**
   * - `run`: a whole run of a program; the others lie within one
   * - `operator`: one call of an operator
   * - `section`: work of the engine outside of operators, such as an update of weights that it does itself
   */
  readonly kind: 'run' | 'operator' | 'section';
  readonly program: string;
  /** Type of the operator in the engine's terms, such as `MatMul`; the name of the section; the program for a run. */
  readonly operator: string;
  /** Which operator of the program it is; the same in each run. */
  readonly name: string;
  /** The tfjs kernel that it came from, where that is known. */
  readonly kernel: string | null;
  /** The variable that it reads, by the name given to `start`. */
  readonly variable: string | null;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly start: number;
  /** Milliseconds. An operator's excludes operators that run inside of it. */
  readonly duration: number;
  /** Floating-point operations of a matrix product; null for other operators, and where shapes do not tell. */
  readonly flops: number | null;
  /** Bytes read and written. */
  readonly bytes: number | null;
  /** What else the engine knows, such as shapes. */
  readonly detail: JsonObject;
}

export interface EngineProfile {
  /** In order of their start. */
  readonly events: readonly ProfileEvent[];
}

export interface ProfileOptions {
  /** An existing folder for files that the engine may need; it removes them again. Absolute. */
  readonly folder: string;
  /** Names of variables, for `ProfileEvent.variable`. */
  readonly variables: ReadonlyMap<Variable, string>;
}

/** Results of runs are the same with and without a profile. Programs may be compiled again for it. */
export interface EngineProfiler {
  /** @throws CML5151 where a profile is under way already */
  start(options: ProfileOptions): Promise<void>;
  /** @throws CML5152 where none is under way */
  stop(): Promise<EngineProfile>;
}
