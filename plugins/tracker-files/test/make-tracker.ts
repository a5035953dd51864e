// A tracker of this package over a temporary folder.
import type { JsonObject, MetricRow, Plugin, Tracker } from '@codex-ml/plugin-api';
import { type TestContext, testContext } from '@codex-ml/testkit';

export async function openTracker(
  plugin: Plugin<'tracker'>,
  folder: string,
  resumedFrom: number | null = null,
  options: JsonObject = {},
): Promise<{ readonly tracker: Tracker; readonly ctx: TestContext }> {
  const ctx = testContext({ id: `std/${plugin.id}` });
  const run = {
    id: 'demo-00000000',
    name: 'demo',
    configHash: '0'.repeat(64),
    seed: 1,
    folder,
    steps: 100,
    resumedFrom,
  };
  return { ctx, tracker: await plugin.create({ options: plugin.options.parse(options), ctx, run }) };
}

export function row(step: number, value: number, given: Partial<MetricRow> = {}): MetricRow {
  return { step, split: 'train', metric: 'loss', value, nature: 'result', ...given };
}
