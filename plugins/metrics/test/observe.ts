// Makes token observations from the few numbers a test is about.

import bitsPerByte from '@codex-ml/metrics/dist/bits-per-byte.js';
import { observe, type ScoredToken } from '@codex-ml/metrics/dist/conformance.js';
import perplexity from '@codex-ml/metrics/dist/perplexity.js';
import tokenAccuracy from '@codex-ml/metrics/dist/token-accuracy.js';
import type { RatioState } from '@codex-ml/metrics/dist/token-ratio.js';
import type { Metric, PluginContext } from '@codex-ml/plugin-api';

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
