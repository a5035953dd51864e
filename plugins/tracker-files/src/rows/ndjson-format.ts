// Metric rows as newline-delimited canonical JSON: keys sorted, numbers in their shortest form that reads back equal.
import type { MetricRow } from '@codex-ml/plugin-api';
import type { RowFormat } from './row-format.js';

/**
 * `{"metric":"loss","split":"train","step":1,"value":2.5}`. JSON has no NaN or infinity: such a value is written as
 * `null`, and a field `nonfinite` says which of `NaN`, `Infinity` and `-Infinity` it was.
 */
export const ndjsonFormat: RowFormat = {
  extension: 'ndjson',
  header: '',
  encode: (row) => `${JSON.stringify(recordOf(row))}\n`,
  isComplete: () => true,
  stepOf: findStep,
};

function recordOf({ metric, split, step, value }: MetricRow): Record<string, unknown> {
  if (Number.isFinite(value)) return { metric, split, step, value };
  return { metric, nonfinite: String(value), split, step, value: null };
}

function findStep(record: string): number | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(record);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('step' in parsed)) return undefined;
  return typeof parsed.step === 'number' ? parsed.step : undefined;
}
