// What the console knows of a run, and how each metric row changes it. Pure: time comes in as a number.
import type { MetricRow } from '@codex-ml/plugin-api';
import { addToCurve, type Curve, EMPTY_CURVE } from './curve.js';

export interface Progress {
  /** Updates planned. */
  readonly steps: number;
  /** Updates already done when this process began. */
  readonly first: number;
  readonly step: number;
  /** Milliseconds on the caller's clock. */
  readonly startedAt: number;
  readonly now: number;
  readonly loss: number | undefined;
  readonly learningRate: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly best: { readonly step: number; readonly loss: number } | undefined;
  /** Training loss. */
  readonly curve: Curve;
}

export function startProgress(run: { steps: number; resumedFrom: number | null }, now: number): Progress {
  const first = run.resumedFrom ?? 0;
  return {
    steps: run.steps,
    first,
    step: first,
    startedAt: now,
    now,
    loss: undefined,
    learningRate: undefined,
    tokensPerSecond: undefined,
    best: undefined,
    curve: EMPTY_CURVE,
  };
}

/** The state after `row`, seen at `now`. */
export function advance(progress: Progress, row: MetricRow, now: number): Progress {
  const next = { ...progress, now, step: Math.max(progress.step, row.step) };
  if (row.split === 'validation' && row.metric === 'loss')
    return { ...next, best: better(progress.best, row) };
  if (row.split !== 'train') return next;
  if (row.metric === 'loss')
    return { ...next, loss: row.value, curve: addToCurve(progress.curve, row.value) };
  if (row.metric === 'learning_rate') return { ...next, learningRate: row.value };
  if (row.metric === 'tokens_per_second') return { ...next, tokensPerSecond: row.value };
  return next;
}

/** Seconds to go at the pace of this process so far, evaluations and checkpoints included. */
export function secondsLeft({ steps, first, step, startedAt, now }: Progress): number | undefined {
  const done = step - first;
  if (done <= 0 || now <= startedAt) return undefined;
  return ((Math.max(0, steps - step) / done) * (now - startedAt)) / 1000;
}

function better(best: Progress['best'], { step, value }: MetricRow): Progress['best'] {
  if (!Number.isFinite(value)) return best;
  return best === undefined || value < best.loss ? { step, loss: value } : best;
}
