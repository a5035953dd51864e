// What `evaluate` says when it is done.
import type { EvaluationReport } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { renderTable } from './table.js';

export function describeEvaluation(report: EvaluationReport): string {
  const { run, step, split, tokens, complete, loss, metrics, file } = report;
  const scope = complete
    ? `${tokens.toLocaleString('en-US')} tokens`
    : `the first ${tokens.toLocaleString('en-US')} tokens`;
  const rows = Object.entries({ loss, ...metrics }).map(([name, value]) => [
    name,
    value === null ? 'no value' : formatNumber(value),
  ]);
  return `${run} at step ${step}, ${split} split, ${scope}\n${renderTable(rows)}\nwritten to ${file} of the run folder`;
}
