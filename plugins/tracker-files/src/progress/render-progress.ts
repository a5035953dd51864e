// Progress as one line of text. Pure; painting is the caller's choice.
import type { MetricRow, RunStatus } from '@codex-ml/plugin-api';
import { formatDuration, formatRate, formatValue } from './format-number.js';
import { type Progress, secondsLeft } from './progress.js';

export interface ProgressPaint {
  strong(text: string): string;
  faint(text: string): string;
}

export const PLAIN_PAINT: ProgressPaint = Object.freeze({
  strong: (text: string) => text,
  faint: (text: string) => text,
});

const GAP = '  ';

/** `step 250/2000  loss 2.3456  eta 3m12s  tokens/s 5,120  lr 1.00e-3`, cut after the last part that fits `width`. */
export function renderProgress(
  progress: Progress,
  paint: ProgressPaint = PLAIN_PAINT,
  width = Number.POSITIVE_INFINITY,
): string {
  const { step, steps, loss, learningRate, tokensPerSecond } = progress;
  const left = secondsLeft(progress);
  const parts = [
    ['step', stepOf(step, steps)],
    ['loss', loss === undefined ? undefined : formatValue(loss)],
    ['eta', left === undefined ? undefined : formatDuration(left)],
    ['tokens/s', tokensPerSecond === undefined ? undefined : formatRate(tokensPerSecond)],
    ['lr', learningRate === undefined ? undefined : learningRate.toExponential(2)],
  ] as const;
  let line = '';
  let used = 0;
  for (const [label, value] of parts) {
    if (value === undefined) continue;
    const gap = line === '' ? '' : GAP;
    const size = gap.length + label.length + 1 + value.length;
    if (used + size > width) break;
    line += `${gap}${paint.faint(label)} ${paint.strong(value)}`;
    used += size;
  }
  return line;
}

/** `step 250/2000  validation loss 2.3100  perplexity 10.0744`: all metrics of one evaluation. */
export function renderEvaluation(
  rows: readonly MetricRow[],
  steps: number,
  paint: ProgressPaint = PLAIN_PAINT,
): string {
  const { step, split } = rows[0]!;
  const values = rows.map(
    ({ metric, value }) => `${paint.faint(metric)} ${paint.strong(formatValue(value))}`,
  );
  return `${paint.faint('step')} ${stepOf(step, steps)}${GAP}${split} ${values.join(GAP)}`;
}

/** `completed 2000 of 2000 steps in 3m12s, loss 1.4512, best validation loss 1.5023 at step 1750`. */
export function renderSummary(progress: Progress, status: RunStatus): string {
  const { step, steps, first, startedAt, now, loss, best } = progress;
  const parts = [`${status} ${step} of ${steps} steps in ${formatDuration((now - startedAt) / 1000)}`];
  if (first > 0) parts.push(`resumed from step ${first}`);
  if (loss !== undefined) parts.push(`loss ${formatValue(loss)}`);
  if (best !== undefined) parts.push(`best validation loss ${formatValue(best.loss)} at step ${best.step}`);
  return parts.join(', ');
}

function stepOf(step: number, steps: number): string {
  return `${String(step).padStart(String(steps).length)}/${steps}`;
}
