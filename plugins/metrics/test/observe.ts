// Makes token observations from the few numbers a test is about.

import bitsPerByte from '@codex-ml/metrics/dist/bits-per-byte.js';
import perplexity from '@codex-ml/metrics/dist/perplexity.js';
import tokenAccuracy from '@codex-ml/metrics/dist/token-accuracy.js';
import type { RatioState } from '@codex-ml/metrics/dist/token-ratio.js';
import type { Metric, PluginContext, TokenObservation } from '@codex-ml/plugin-api';

export interface ScoredToken {
  readonly nll: number;
  readonly weight?: number;
  readonly bytes?: number;
  readonly target?: number;
  readonly prediction?: number;
}

export function observe(tokens: readonly ScoredToken[]): TokenObservation {
  return {
    kind: 'tokens',
    rows: 1,
    length: tokens.length,
    nll: Float32Array.from(tokens, (token) => token.nll),
    weights: Float32Array.from(tokens, (token) => token.weight ?? 1),
    bytes: Int32Array.from(tokens, (token) => token.bytes ?? 1),
    targets: Int32Array.from(tokens, (token) => token.target ?? 0),
    predictions: Int32Array.from(tokens, (token) => token.prediction ?? 0),
  };
}

const PLUGINS = { perplexity, 'bits-per-byte': bitsPerByte, 'token-accuracy': tokenAccuracy } as const;

export type MetricName = keyof typeof PLUGINS;

export const METRICS = Object.keys(PLUGINS) as MetricName[];

export function createMetric(name: MetricName): Metric<RatioState> {
  return PLUGINS[name].create({ options: {}, ctx: {} as PluginContext }) as Metric<RatioState>;
}

/** Value after these batches. */
export function measure(name: MetricName, ...batches: readonly (readonly ScoredToken[])[]): number | null {
  const metric = createMetric(name);
  return metric.value(
    batches.reduce((state, batch) => metric.update(state, observe(batch)), metric.initial()),
  );
}
