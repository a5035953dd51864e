// One pass over a split: scores every row and feeds the metrics. Numbers do not depend on the batch size.
import type { JsonValue, Metric, TokenBatch, TokenObservation } from '@codex-ml/plugin-api';
import { during } from '../errors/during.js';
import { batchFeeds } from '../programs/batch-feeds.js';
import type { EvaluationProgram } from '../programs/evaluation-program.js';
import { groupRows, type RowGroup } from './group-rows.js';

/** Rows that are scored together. */
export const SCORED_ROWS = 8;

/** A metric under the name it is reported by. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
}

export interface EvaluationResult {
  /** Weighted mean negative log likelihood in nats; null where no token counted. */
  readonly loss: number | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Targets with a weight above 0. */
  readonly tokens: number;
  /** Accumulator of each metric, mergeable with others of the same metric. */
  readonly states: Readonly<Record<string, JsonValue>>;
}

/**
 * @param tokenBytes UTF-8 bytes per token id, [vocabularySize]
 */
export async function evaluateBatches(
  program: EvaluationProgram,
  batches: Iterable<TokenBatch>,
  metrics: readonly NamedMetric[],
  tokenBytes: Int32Array,
  signal?: AbortSignal,
): Promise<EvaluationResult> {
  const states = metrics.map(({ metric }) => metric.initial());
  let nllSum = 0;
  let weightSum = 0;
  let tokens = 0;
  let rows = 0;
  for (const group of groupRows(batches, SCORED_ROWS)) {
    if (signal?.aborted === true) break;
    const observation = await scoreGroup(program, group, tokenBytes);
    for (let i = 0; i < observation.nll.length; i++) {
      const weight = observation.weights[i]!;
      if (weight === 0) continue;
      nllSum += weight * observation.nll[i]!;
      weightSum += weight;
      tokens++;
    }
    metrics.forEach(({ metric }, i) => {
      if (metric.consumes !== 'tokens') return;
      states[i] = during(
        () => `rows ${rows + 1} to ${rows + observation.rows}`,
        () => metric.update(states[i]!, observation),
      );
    });
    rows += observation.rows;
  }
  return {
    loss: weightSum === 0 ? null : nllSum / weightSum,
    tokens,
    metrics: Object.fromEntries(metrics.map(({ name, metric }, i) => [name, metric.value(states[i]!)])),
    states: Object.fromEntries(metrics.map(({ name }, i) => [name, states[i]!])),
  };
}

async function scoreGroup(
  program: EvaluationProgram,
  { batch, filled }: RowGroup,
  tokenBytes: Int32Array,
): Promise<TokenObservation> {
  const { nll, predictions } = await program.run(batchFeeds(batch));
  const size = filled * batch.length;
  const targets = batch.targets.subarray(0, size);
  return {
    kind: 'tokens',
    rows: filled,
    length: batch.length,
    nll: (nll.data as Float32Array).subarray(0, size),
    predictions: (predictions.data as Int32Array).subarray(0, size),
    targets,
    weights: batch.weights.subarray(0, size),
    bytes: targets.map((id) => (id < 0 ? 0 : tokenBytes[id]!)),
  };
}
