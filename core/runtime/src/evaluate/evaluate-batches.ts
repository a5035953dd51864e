// One pass over a split: scores every batch and feeds the metrics. Numbers do not depend on the batch size.
import type { JsonValue, Metric, TokenBatch, TokenObservation } from '@codex-ml/plugin-api';
import { batchFeeds } from '../programs/batch-feeds.js';
import type { EvaluationProgram } from '../programs/evaluation-program.js';

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
  for (const batch of batches) {
    if (signal?.aborted === true) break;
    const observation = await scoreBatch(program, batch, tokenBytes);
    for (let i = 0; i < observation.nll.length; i++) {
      const weight = observation.weights[i]!;
      if (weight === 0) continue;
      nllSum += weight * observation.nll[i]!;
      weightSum += weight;
      tokens++;
    }
    metrics.forEach(({ metric }, i) => {
      if (metric.consumes === 'tokens') states[i] = metric.update(states[i]!, observation);
    });
  }
  return {
    loss: weightSum === 0 ? null : nllSum / weightSum,
    tokens,
    metrics: Object.fromEntries(metrics.map(({ name, metric }, i) => [name, metric.value(states[i]!)])),
    states: Object.fromEntries(metrics.map(({ name }, i) => [name, states[i]!])),
  };
}

async function scoreBatch(
  program: EvaluationProgram,
  batch: TokenBatch,
  tokenBytes: Int32Array,
): Promise<TokenObservation> {
  const { nll, predictions } = await program.run(batchFeeds(batch));
  return {
    kind: 'tokens',
    rows: batch.rows,
    length: batch.length,
    nll: nll.data as Float32Array,
    predictions: predictions.data as Int32Array,
    targets: batch.targets,
    weights: batch.weights,
    bytes: batch.targets.map((id) => (id < 0 ? 0 : tokenBytes[id]!)),
  };
}
