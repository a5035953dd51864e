// Memory and time of a run: by real updates where they are short and fit, else continued from what is smaller.
import type { Engine, Schedule } from '@codex-ml/plugin-api';
import { attributedSchedule } from '../run/attribute-to-plugin.js';
import { buildMetrics } from '../run/build-metrics.js';
import type { Trainer } from '../run/build-trainer.js';
import { instantiate } from '../run/instantiate.js';
import type { OpenSession } from '../run/open-session.js';
import type { RunJournal } from '../run/run-journal.js';
import type { ProgramEstimates } from './estimate-programs.js';
import { guessTime, type Timing } from './guess-time.js';
import { machineMemory } from './machine-memory.js';
import { measureRun } from './measure-run.js';
import { countArrayBytes, memoryFromEstimates, memoryFromUpdates, sumBytes } from './plan-memory.js';
import type { MemoryPart, PlanReport } from './plan-report.js';
import type { PlannedRun } from './planned-run.js';
import { sampleTime } from './sample-time.js';
import { timeUpdates } from './time-updates.js';

export interface PredictionParts {
  readonly session: OpenSession;
  readonly engine: Engine;
  readonly run: PlannedRun;
  /** The arrays of training with values. */
  readonly build: () => Promise<Trainer>;
  readonly journal: Pick<RunJournal, 'notice'>;
  /** Run real updates however long they take. */
  readonly measure: boolean;
}

export interface Prediction {
  readonly memory: readonly MemoryPart[];
  readonly timing: Timing;
  readonly measured: PlanReport['measured'];
}

/** Seconds that an update may take for it to be run without being asked for. */
const SHORT_UPDATE = 2.5;
/** Of the memory that is free, what a plan may take. */
const SHARE_OF_FREE = 0.9;

/** @param trainer whose programs were estimated, with or without values */
export async function predictFromEstimates(
  parts: PredictionParts,
  trainer: Trainer,
  estimates: ProgramEstimates,
): Promise<Prediction> {
  const { session, engine, run } = parts;
  const { batch, accumulate } = session.plan.resolved.config.train;
  const { context, width } = trainer.model.shape;
  const processBytes = process.memoryUsage().rss;
  const memory = memoryFromEstimates(
    processBytes,
    countArrayBytes(trainer, { rows: batch, accumulate }),
    estimates,
  );
  const guess = await guessTime(engine, estimates, { accumulate, tokens: batch * context, width });
  const real = await tryUpdates(parts, sumBytes(memory) - processBytes, guess.secondsPerMicroBatch);
  if (real !== null) return { memory, ...real };
  const sampled = await sampleTime(engine, trainer, {
    ...{ rows: batch, accumulate, programs: run, guess },
    bytes: SHARE_OF_FREE * machineMemory().free,
  });
  if (sampled !== null) return { memory, timing: sampled, measured: null };
  if (engine.device === 'cpu') return { memory, timing: guess, measured: null };
  const method = `time is not predicted for \`${engine.device}\`, only measured: updates were too long or too large to be tried`;
  return {
    memory,
    timing: { ...guess, secondsPerStep: null, secondsPerScoring: null, matmulFlopsPerSecond: null, method },
    measured: null,
  };
}

/** From updates of one and of two sequences: what an engine takes grows with the number of sequences on a straight line. */
export async function predictFromUpdates(parts: PredictionParts, trainer: Trainer): Promise<Prediction> {
  const { session, engine, run } = parts;
  const { train } = session.plan.resolved.config;
  const processBytes = process.memoryUsage().rss;
  const programs = await trainer.compile(engine, run);
  const schedule = await buildSchedule(session);
  const rng = session.container.scope.rng.fork('plan');
  const small: { readonly seconds: number; readonly bytes: number }[] = [];
  for (const rows of [1, 2]) {
    const { documents, signal } = run;
    const request = {
      train,
      schedule,
      rows,
      accumulate: 1,
      documents,
      rng,
      signal,
      seconds: 0.3,
      atLeast: 2,
    };
    const { seconds } = await timeUpdates(engine, trainer, programs, request);
    small.push({ seconds, bytes: engine.memory().peakBytes });
  }
  programs.dispose();
  const [one, two] = small as [(typeof small)[0], (typeof small)[0]];
  const at = (a: number, b: number) => a + (b - a) * (train.batch - 1);
  const arrays = countArrayBytes(trainer, { rows: train.batch, accumulate: train.accumulate });
  const memory = memoryFromUpdates(processBytes, arrays, at(one.bytes, two.bytes));
  // A line that falls is noise.
  const seconds = Math.max(at(one.seconds, two.seconds), two.seconds);
  const real = await tryUpdates(parts, sumBytes(memory) - processBytes, seconds);
  if (real !== null) return { memory, ...real };
  return {
    memory,
    timing: {
      secondsPerStep: train.accumulate * seconds,
      secondsPerScoring: null,
      basis: 'estimated',
      method: 'updates with one and with two sequences, timed on this machine, continued to the batch',
      matmulFlopsPerSecond: null,
    },
    measured: null,
  };
}

/**
 * Real updates, where they are short or asked for, and fit.
 * @param bytes that they add to the process
 * @param seconds of a micro-batch, by a guess
 */
async function tryUpdates(
  { session, engine, run, build, journal, measure }: PredictionParts,
  bytes: number,
  seconds: number,
): Promise<Pick<Prediction, 'timing' | 'measured'> | null> {
  if (!measure && seconds > SHORT_UPDATE) return null;
  const { free } = machineMemory();
  if (bytes > SHARE_OF_FREE * free) {
    journal.notice('no real updates were run: they need more memory than is free');
    return null;
  }
  const trainer = await build();
  const { accumulate } = session.plan.resolved.config.train;
  const microBatches = measure ? accumulate : Math.floor(SHORT_UPDATE / seconds);
  const found = await measureRun(session, engine, trainer, run, {
    schedule: await buildSchedule(session),
    metrics: await buildMetrics(session),
    microBatches,
  });
  const { secondsPerStep, secondsPerScoring, measured, continued } = found;
  const updates = `the median of ${measured.updates} real updates of made-up tokens on this machine`;
  return {
    measured,
    timing: {
      secondsPerStep,
      secondsPerScoring,
      basis: continued ? 'estimated' : 'measured',
      method: continued ? `${updates} with fewer micro-batches, continued to all of them` : updates,
      matmulFlopsPerSecond: null,
    },
  };
}

async function buildSchedule(session: OpenSession): Promise<Schedule> {
  const { schedule, train } = session.plan.resolved.config;
  return attributedSchedule(
    schedule.use,
    await instantiate(session, 'schedule', schedule, { steps: train.steps }),
  );
}
