// What a training run must remember beside its arrays. Everything else follows from the step, by counter-based streams.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { LossScale } from './loss-scale.js';

export interface TrainState {
  /** Completed updates. */
  readonly step: number;
  /** Best value of the monitored metric so far, and the step it was seen at. */
  readonly best: { readonly value: number; readonly step: number } | null;
  /** Evaluations since the best one. */
  readonly misses: number;
  /** Targets with weight above 0 that the updates so far have seen. */
  readonly tokens: number;
  /** What the next update scales its loss by; absent where nothing is scaled. */
  readonly lossScale?: LossScale;
}

export const INITIAL_STATE: TrainState = Object.freeze({ step: 0, best: null, misses: 0, tokens: 0 });

/** State as JSON, for `state.json`. */
export function stateToJson(state: TrainState, configHash: string): JsonObject {
  return { format: 1, configHash, ...state };
}

/** The inverse of {@link stateToJson}. */
export function stateFromJson(json: JsonObject): TrainState {
  const { step, best, misses, tokens, lossScale } = json as unknown as TrainState;
  return { step, best, misses, tokens, ...(lossScale === undefined ? {} : { lossScale }) };
}

/** State after an evaluation: a better value resets the count of misses. Null counts as a miss. */
export function withEvaluation(
  state: TrainState,
  value: number | null,
  better: 'lower' | 'higher',
): TrainState {
  const improved =
    value !== null &&
    (state.best === null || (better === 'lower' ? value < state.best.value : value > state.best.value));
  return improved
    ? { ...state, best: { value, step: state.step }, misses: 0 }
    : { ...state, misses: state.misses + 1 };
}
