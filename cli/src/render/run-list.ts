// The listing of runs, the latest first.

import type { RunDetails, RunSummary } from '@codex-ml/runtime';
import type { StatusPaint } from '../terminal/colours.js';
import { formatNumber } from './format-number.js';
import { describeProblem } from './plugin-list.js';
import { renderTable } from './table.js';

export interface ListedRun {
  readonly run: RunSummary;
  readonly details: RunDetails;
}

export function renderRunList(runs: readonly ListedRun[], paint: StatusPaint): string {
  const rows = runs.map(({ run, details }) => [
    run.id,
    paint(run.status),
    describeProgress(details),
    describeBest(details),
    run.status === 'broken' ? '-' : formatTime(run.record.startedAt),
  ]);
  const lines = [renderTable([['run', 'status', 'step', 'best', 'started'], ...rows])];
  for (const { run } of runs) {
    if (run.status === 'broken') lines.push(`${run.id} is broken: ${describeProblem(run.problem)}`);
  }
  return lines.join('\n');
}

/** `250/2000` */
export function describeProgress({ step, plannedSteps }: RunDetails): string {
  if (step === null) return '-';
  return plannedSteps === null ? String(step) : `${step}/${plannedSteps}`;
}

function describeBest({ best }: RunDetails): string {
  return best === null ? '-' : `${best.metric} ${formatNumber(best.value)}`;
}

/** UTC, to the second. */
export function formatTime(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z');
}
