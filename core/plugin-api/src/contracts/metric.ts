// Metrics: mergeable accumulators, so that evaluation can be split over batches, workers and machines.
import type { JsonValue } from '../json.js';

/** Scored tokens of one batch, flattened to [rows * length]. */
export interface TokenObservation {
  readonly kind: 'tokens';
  readonly rows: number;
  readonly length: number;
  /** Negative log likelihood of each target, in nats. */
  readonly nll: Float32Array;
  readonly targets: Int32Array;
  /** Arg-max token at each place. */
  readonly predictions: Int32Array;
  /** 0 where the target does not count (padding, ignored), else its weight. */
  readonly weights: Float32Array;
  /** UTF-8 bytes of text each target stands for. */
  readonly bytes: Int32Array;
}

/** One generated text beside its references. */
export interface TextObservation {
  readonly kind: 'texts';
  readonly prediction: string;
  readonly references: readonly string[];
}

export type Observation = TokenObservation | TextObservation;

/** State is plain JSON, so that it can be stored and merged elsewhere. */
export interface Metric<State extends JsonValue = JsonValue> {
  /** What it needs to see; other observations are not passed to it. */
  readonly consumes: Observation['kind'];
  /** Whether lower or higher is better. */
  readonly better: 'lower' | 'higher';
  initial(): State;
  update(state: State, observation: Observation): State;
  /** `merge(a, b)` equals having seen the observations of `a` and then those of `b`. */
  merge(a: State, b: State): State;
  /** The value, or null where nothing was seen: a metric is never invented. */
  value(state: State): number | null;
}
