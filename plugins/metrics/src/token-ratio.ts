// Metrics of the form "weighted sum of something over tokens, divided by the sum of something else". Both sums merge.
import { codexError, type Metric, type Observation, type TokenObservation } from '@codex-ml/plugin-api';
import { addTerms, type CompensatedSum, mergeSums, total, ZERO } from './compensated-sum.js';

/** Numerator and denominator so far. */
export type RatioState = { readonly over: CompensatedSum; readonly under: CompensatedSum };

export interface TokenRatio {
  readonly better: 'lower' | 'higher';
  /** Term of the numerator at place `i`, before weighting. */
  over(batch: TokenObservation, i: number): number;
  /** Term of the denominator at place `i`, before weighting. */
  under(batch: TokenObservation, i: number): number;
  /** From the quotient to the metric. */
  finish(quotient: number): number;
}

/** A metric over the tokens whose weight is not 0; null where the denominator is 0. */
export function createTokenRatio(ratio: TokenRatio): Metric<RatioState> {
  return {
    consumes: 'tokens',
    better: ratio.better,
    initial: () => ({ over: ZERO, under: ZERO }),
    update: (state, observation: Observation) => {
      if (observation.kind !== 'tokens') return state;
      const { weights } = observation;
      const count = weights.length;
      // places without weight are left out, not multiplied by 0: what stands there may be NaN
      const weighted = (term: (batch: TokenObservation, i: number) => number) => (i: number) =>
        weights[i] === 0 ? 0 : weights[i]! * term(observation, i);
      return {
        over: addTerms(state.over, count, weighted(ratio.over)),
        under: addTerms(state.under, count, weighted(ratio.under)),
      };
    },
    merge: (a, b) => ({ over: mergeSums(a.over, b.over), under: mergeSums(a.under, b.under) }),
    value: (state) => {
      const under = total(state.under);
      return under === 0 ? null : ratio.finish(total(state.over) / under);
    },
  };
}

/**
 * The loss at a place that counts.
 * @throws CML4401 where it is not finite: a mean over it would not be a number, nor JSON
 */
export function finiteLoss(metric: string, batch: TokenObservation, i: number): number {
  const loss = batch.nll[i]!;
  if (!Number.isFinite(loss)) throw codexError('CML4401', { metric, value: String(loss), place: i });
  return loss;
}
