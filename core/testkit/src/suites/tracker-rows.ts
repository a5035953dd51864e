// The rows that the tracker suite logs, and what of them a tracker must store.
import type { MetricRow } from '@codex-ml/plugin-api';

export type StoredRow = Pick<MetricRow, 'step' | 'split' | 'metric' | 'value'>;

/** Result rows of some steps: training at each, validation at every third. */
export function rowsOf(first: number, last: number): MetricRow[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((step) => {
    const row = (split: MetricRow['split'], metric: string, value: number): MetricRow => ({
      step,
      split,
      metric,
      value,
      nature: 'result',
    });
    const train = [row('train', 'loss', 3 / step), row('train', 'learning_rate', 0.1 / step)];
    return step % 3 === 0 ? [...train, row('validation', 'loss', 4 / step)] : train;
  });
}

export function toStored({ step, split, metric, value }: MetricRow): StoredRow {
  return { step, split, metric, value };
}
