// What `train` says when it is done.
import type { DryRunReport, TrainReport } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';

export function describeTrain(report: TrainReport): string {
  const { status, step, plannedSteps, folder, runId, best, validation } = report;
  const early = report.stoppedEarly ? ' (nothing improved any more)' : '';
  const lines = [`${status} at step ${step} of ${plannedSteps}${early}: ${folder}`];
  if (validation?.['loss'] != null) {
    const metrics = Object.entries(validation).map(
      ([name, value]) => `${name} ${value === null ? '-' : formatNumber(value)}`,
    );
    lines.push(`validation: ${metrics.join(', ')}`);
  }
  if (best !== null) lines.push(`best ${best.metric} ${formatNumber(best.value)} at step ${best.step}`);
  lines.push(
    status === 'interrupted'
      ? 'the same command continues it'
      : `next: codex-ml generate ${runId} --prompt "…"    codex-ml evaluate ${runId}`,
  );
  return lines.join('\n');
}

export function describeDryRun(report: DryRunReport): string {
  const loss = report.validation?.['loss'];
  return [
    `dry run passed: run ${report.runId}, ${report.parameters.toLocaleString('en-US')} parameters, vocabulary ${report.vocabularySize}`,
    loss === null || loss === undefined
      ? 'no validation split'
      : `validation loss after one step: ${formatNumber(loss)}`,
    'nothing was kept',
  ].join('\n');
}
