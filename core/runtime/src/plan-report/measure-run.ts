// Runs real updates and scores a real batch, to see what they take: for plans whose run is small enough to be tried.
import type { Engine, Schedule } from '@codex-ml/plugin-api';
import type { NamedMetric } from '../evaluate/evaluate-batches.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import type { Trainer } from '../run/build-trainer.js';
import type { OpenSession } from '../run/open-session.js';
import { timeScoring } from './plan-evaluations.js';
import type { PlanReport } from './plan-report.js';
import type { PlannedRun } from './planned-run.js';
import { timeUpdates } from './time-updates.js';

export interface MeasuredRun {
  readonly measured: NonNullable<PlanReport['measured']>;
  /** Of an update with all of its micro-batches. */
  readonly secondsPerStep: number;
  /** For the rows that are scored together; null without a validation split. */
  readonly secondsPerScoring: number | null;
  /** Whether micro-batches were left out, and `secondsPerStep` continues a line. */
  readonly continued: boolean;
}

/** Seconds of updates, and how many are timed at least. */
const UPDATES = { seconds: 1.5, atLeast: 3 } as const;

export interface MeasureOptions {
  readonly schedule: Schedule;
  readonly metrics: readonly NamedMetric[];
  /** Micro-batches of an update that are run at most; more are continued from fewer. */
  readonly microBatches: number;
}

export async function measureRun(
  session: OpenSession,
  engine: Engine,
  trainer: Trainer,
  run: PlannedRun,
  { schedule, metrics, microBatches }: MeasureOptions,
): Promise<MeasuredRun> {
  const { train } = session.plan.resolved.config;
  const { documents, signal } = run;
  const rng = session.container.scope.rng.fork('plan');
  const programs = await trainer.compile(engine, { documents });
  const timed = (accumulate: number) =>
    timeUpdates(engine, trainer, programs, {
      ...{ train, schedule, rows: train.batch, accumulate, documents, rng, signal },
      ...UPDATES,
    });
  const most = Math.min(train.accumulate, Math.max(2, microBatches));
  const full = await timed(most);
  const one = most === train.accumulate ? null : await timed(1);
  const perMicroBatch = one === null ? 0 : Math.max(0, (full.seconds - one.seconds) / (most - 1));
  const secondsPerStep = full.seconds + (train.accumulate - most) * perMicroBatch;
  let secondsPerScoring: number | null = null;
  if (run.evaluates) {
    const program = await compileEvaluation(engine, trainer.model, { documents });
    const { tokenizer } = run;
    secondsPerScoring = await timeScoring(program, trainer.model, { tokenizer, metrics, documents, rng });
    program.dispose();
  }
  programs.dispose();
  return {
    measured: {
      updates: full.updates,
      microBatches: most,
      secondsPerStep: full.seconds,
      // In KiB.
      peakResidentBytes: process.resourceUsage().maxRSS * 1024,
      enginePeakBytes: engine.memory().peakBytes,
    },
    secondsPerStep,
    secondsPerScoring,
    continued: one !== null,
  };
}
