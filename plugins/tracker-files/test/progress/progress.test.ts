import {
  formatDuration,
  formatRate,
  formatValue,
} from '@codex-ml/tracker-files/dist/progress/format-number.js';
import {
  advance,
  type Progress,
  secondsLeft,
  startProgress,
} from '@codex-ml/tracker-files/dist/progress/progress.js';
import {
  renderEvaluation,
  renderProgress,
  renderSummary,
} from '@codex-ml/tracker-files/dist/progress/render-progress.js';
import { expect } from 'chai';
import { row } from '../make-tracker.js';

const start = (resumedFrom: number | null = null) => startProgress({ steps: 2000, resumedFrom }, 1000);
const after = (progress: Progress, now: number, ...rows: ReturnType<typeof row>[]) =>
  rows.reduce((state, each) => advance(state, each, now), progress);

describe('the progress line', () => {
  const progress = after(
    start(),
    26_000,
    row(250, 2.34561),
    row(250, 1e-3, { metric: 'learning_rate' }),
    row(250, 5119.7, { metric: 'tokens_per_second', nature: 'timing' }),
  );

  it('shows step, loss, time left, speed and learning rate', () => {
    expect(renderProgress(progress)).to.equal(
      'step  250/2000  loss 2.3456  eta 2m55s  tokens/s 5,120  lr 1.00e-3',
    );
  });

  it('is cut after the last part that fits', () => {
    expect(renderProgress(progress, undefined, 40)).to.equal('step  250/2000  loss 2.3456  eta 2m55s');
    expect(renderProgress(progress, undefined, 20)).to.equal('step  250/2000');
  });

  it('has no time left before the first step', () => {
    expect(renderProgress(start())).to.equal('step    0/2000');
  });

  it('counts the pace from where the run was resumed', () => {
    const resumed = after(start(1000), 11_000, row(1500, 2));
    expect(secondsLeft(resumed)).to.equal(10);
    expect(secondsLeft(start(1000))).to.equal(undefined);
  });

  it('shows a loss that is not a number as such', () => {
    expect(renderProgress(after(start(), 2000, row(1, Number.NaN)))).to.contain('loss NaN');
  });
});

describe('the evaluation line', () => {
  it('lists the metrics of one evaluation', () => {
    const rows = [
      row(250, 2.31, { split: 'validation' }),
      row(250, 10.0744, { split: 'validation', metric: 'perplexity' }),
    ];
    expect(renderEvaluation(rows, 2000)).to.equal(
      'step  250/2000  validation loss 2.3100  perplexity 10.0744',
    );
  });
});

describe('the summary', () => {
  it('names the best evaluation', () => {
    const progress = after(
      start(),
      193_000,
      row(1000, 1.5),
      row(1000, 1.6, { split: 'validation' }),
      row(1500, Number.NaN, { split: 'validation' }),
      row(2000, 1.4512),
      row(2000, 1.7, { split: 'validation' }),
    );
    expect(renderSummary(progress, 'completed')).to.equal(
      'completed 2000 of 2000 steps in 3m12s, loss 1.4512, best validation loss 1.6000 at step 1000',
    );
  });

  it('says that a run was resumed, and how it ended', () => {
    expect(renderSummary(after(start(10), 2000, row(12, 3)), 'interrupted')).to.equal(
      'interrupted 12 of 2000 steps in 1s, resumed from step 10, loss 3.0000',
    );
  });
});

describe('numbers', () => {
  it('of seconds become durations', () => {
    expect([-1, 0, 59.4, 59.6, 3599, 3600, 86_399, 90_000].map(formatDuration)).to.deep.equal([
      '0s',
      '0s',
      '59s',
      '1m00s',
      '59m59s',
      '1h00m',
      '23h59m',
      '1d01h',
    ]);
  });

  it('keep four decimals, or four digits where those would say nothing', () => {
    expect([0, 2.5, 1e-4, -1e-4, 123_456.789, 1e6, Number.NaN].map(formatValue)).to.deep.equal([
      '0.0000',
      '2.5000',
      '1.000e-4',
      '-1.000e-4',
      '123456.7890',
      '1.000e+6',
      'NaN',
    ]);
  });

  it('of a rate get separators', () => {
    expect([0.5, 99.94, 100, 5119.7, 1_234_567, Number.POSITIVE_INFINITY].map(formatRate)).to.deep.equal([
      '0.5',
      '99.9',
      '100',
      '5,120',
      '1,234,567',
      'Infinity',
    ]);
  });
});
