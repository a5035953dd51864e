// The tracker behind `console`: decides when to print. What a line says is in render-progress, where it goes in terminal-sink.
import type { MetricRow, Tracker, TrackerRun } from '@codex-ml/plugin-api';
import picocolors from 'picocolors';
import { advance, type Progress, startProgress } from './progress.js';
import { renderCurve } from './render-curve.js';
import {
  PLAIN_PAINT,
  type ProgressPaint,
  renderEvaluation,
  renderProgress,
  renderSummary,
} from './render-progress.js';
import { createTerminalSink, type OutputStream } from './terminal-sink.js';

/** Milliseconds between two redraws on a terminal. */
const REDRAW = 100;

export interface ConsoleSetup {
  readonly options: { readonly interval: number; readonly curve: boolean };
  readonly run: Pick<TrackerRun, 'steps' | 'resumedFrom'>;
  readonly stream: OutputStream;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  readonly environment: NodeJS.ProcessEnv;
}

export function createConsoleTracker({ options, run, stream, clock, environment }: ConsoleSetup): Tracker {
  const sink = createTerminalSink(stream, environment);
  const paint = choosePaint(stream, environment);
  const interval = sink.live ? REDRAW : options.interval * 1000;
  let progress = startProgress(run, clock());
  let shownAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  return {
    async log(rows) {
      for (const group of groupByEvaluation(rows)) {
        const now = clock();
        progress = group.reduce<Progress>((state, row) => advance(state, row, now), progress);
        if (group[0]!.split !== 'train') sink.line(renderEvaluation(group, progress.steps, paint));
        else if (now - shownAt >= interval && progress.loss !== undefined) {
          if (sink.live) sink.status(renderProgress(progress, paint, sink.columns - 1));
          else sink.line(renderProgress(progress, paint));
          shownAt = now;
        }
      }
    },
    async flush() {},
    async close(status) {
      if (closed) return;
      closed = true;
      sink.clear();
      progress = { ...progress, now: clock() };
      if (options.curve) {
        const curve = await renderCurve(progress.curve.points, sink.columns);
        if (curve !== undefined) sink.line(`${paint.faint('training loss')}\n${curve}`);
      }
      sink.line(paint.strong(renderSummary(progress, status)));
    },
  };
}

/** Neighbouring rows of one step and split belong to one line. */
function groupByEvaluation(rows: readonly MetricRow[]): MetricRow[][] {
  const groups: MetricRow[][] = [];
  for (const row of rows) {
    const first = groups.at(-1)?.[0];
    if (first !== undefined && first.step === row.step && first.split === row.split) groups.at(-1)!.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Colour on terminals only; `NO_COLOR` (https://no-color.org) turns it off, whatever else is set. */
function choosePaint(stream: OutputStream, environment: NodeJS.ProcessEnv): ProgressPaint {
  const enabled = stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  if (!enabled) return PLAIN_PAINT;
  const { bold, dim } = picocolors.createColors(true);
  return { strong: bold, faint: dim };
}
