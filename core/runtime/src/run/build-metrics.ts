// The metrics of a run, under the names they are reported by.
import { codexError, type Metric } from '@codex-ml/plugin-api';
import type { NamedMetric } from '../evaluate/evaluate-batches.js';
import { attributedMetric } from './attribute-to-plugin.js';
import { instantiate } from './instantiate.js';
import type { OpenSession } from './open-session.js';

export async function buildMetrics(session: OpenSession): Promise<NamedMetric[]> {
  const choices = session.plan.resolved.config.metrics;
  const names = reportNames(choices.map(({ use }) => use));
  const metrics: NamedMetric[] = [];
  for (const [i, choice] of choices.entries()) {
    metrics.push({
      name: names[i]!,
      metric: attributedMetric(
        choice.use,
        (await instantiate(session, 'metric', choice, undefined)) as Metric,
        (message) => session.container.scope.log(choice.use, 'warn', message),
      ),
    });
  }
  return metrics;
}

/** `perplexity` for `std/perplexity`; the full id where two metrics would share the short one. */
export function reportNames(ids: readonly string[]): string[] {
  const short = ids.map((id) => id.slice(id.indexOf('/') + 1));
  return ids.map((id, i) => (short.filter((other) => other === short[i]).length > 1 ? id : short[i]!));
}

/**
 * Whether lower or higher is better for the metric a run watches, which is `loss` or one of its own.
 * @throws CML6303 for any other name, CML5226 for one that scores texts, of which validation writes none
 */
export function monitorDirection(metrics: readonly NamedMetric[], monitor: string): 'lower' | 'higher' {
  if (monitor === 'loss') return 'lower';
  const found = metrics.find(({ name }) => name === monitor);
  if (found === undefined) throw codexError('CML6303', { metric: monitor });
  if (found.metric.consumes === 'texts') throw codexError('CML5226', { metric: monitor });
  return found.metric.better;
}
