// What `evaluate` says when it is done.
import type { EvaluationReport } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { renderTable } from './table.js';

export function describeEvaluation(report: EvaluationReport): string {
  const { run, step, split, weights, tokens, complete, loss, metrics, texts, file } = report;
  const place = weights === null ? `step ${step}` : `step ${step} with the weights of ${weights}`;
  const scope = complete
    ? `${tokens.toLocaleString('en-US')} tokens`
    : `the first ${tokens.toLocaleString('en-US')} tokens`;
  const wrote = texts === null ? '' : `, ${texts.count.toLocaleString('en-US')} texts written`;
  const rows = Object.entries({ loss, ...metrics }).map(([name, value]) => [
    name,
    value === null ? 'no value' : formatNumber(value),
  ]);
  return `${run} at ${place}, ${split} split, ${scope}${wrote}\n${renderTable(rows)}\nwritten to ${file} of the run folder`;
}
