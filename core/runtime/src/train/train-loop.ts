// The training loop: one plain function that reads top to bottom. It knows no files, no config search and no plugins.
import type { RunConfig } from '@codex-ml/config';
import type { HookBus } from '@codex-ml/kernel';
import {
  codexError,
  type LanguageModel,
  type MetricRow,
  type Optimizer,
  type RngStream,
  type Schedule,
  type TokenBatch,
} from '@codex-ml/plugin-api';
import type { EvaluationResult } from '../evaluate/evaluate-batches.js';
import type { StepObserver } from '../profile/step-profiler.js';
import { batchFeeds, batchWeight, randomFeeds, scalarFeed } from '../programs/batch-feeds.js';
import type { TrainingPrograms } from '../programs/training-programs.js';
import type { TrackerFanout } from '../trackers/tracker-fanout.js';
import { INITIAL_LOSS_SCALE, type LossScale, nextLossScale, SMALLEST_FACTOR } from './loss-scale.js';
import { requireSameDocuments } from './require-same-documents.js';
import { type TrainState, withEvaluation } from './train-state.js';

export interface LoopParts {
  readonly train: RunConfig['train'];
  /** Update to stop after: `train.steps`, or earlier in a rehearsal. */
  readonly lastStep: number;
  readonly model: LanguageModel;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly programs: TrainingPrograms;
  /** Micro-batch number k, counted from 0 over the whole run. */
  readonly batchAt: (k: number) => TokenBatch;
  /** Have what `count` micro-batches from `k` on are made of, where that is not all there from the beginning. */
  readonly prepareBatches?: ((k: number, count: number) => Promise<void>) | undefined;
  /** Score the validation split; null when the run has none. */
  readonly evaluate: (() => Promise<EvaluationResult>) | null;
  /** Whether a lower or a higher value of `train.monitor` is better. */
  readonly better: 'lower' | 'higher';
  /** Stream of the model's random sites. */
  readonly rng: RngStream;
  readonly hooks: Pick<HookBus, 'call'>;
  readonly trackers: TrackerFanout;
  /** What the process and the engine hold now. */
  readonly measureMemory: () => MemoryUse;
  /** Sees each update begin and end; it cannot change one. */
  readonly observer?: StepObserver | undefined;
  /** An update was left out, as its gradients overflowed; `lossScale` is that of the next one. */
  readonly onOverflow: (step: number, lossScale: number) => void;
  /** Write a checkpoint; resolves to its folder. */
  readonly save: (state: TrainState, best: boolean) => Promise<string>;
  /** Hears where the loop is, for errors. Default: nobody does. */
  readonly enter?: ((place: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/** Bytes, each at its largest so far. */
export interface MemoryUse {
  /** Resident memory of the process. */
  readonly peakResidentBytes: number;
  /** `peakBytes` of the engine. */
  readonly enginePeakBytes: number;
}

export interface LoopOutcome {
  readonly state: TrainState;
  readonly status: 'completed' | 'interrupted';
  /** Set when training stopped before the planned step because nothing improved. */
  readonly stoppedEarly: boolean;
  readonly lastEvaluation: EvaluationResult | null;
}

/** Train from `initial` to `lastStep`. */
export async function trainLoop(parts: LoopParts, initial: TrainState): Promise<LoopOutcome> {
  const { train, hooks, trackers } = parts;
  const report = (rows: readonly MetricRow[]) => {
    for (const row of rows) hooks.call('metric', row);
    trackers.log(rows);
  };
  let state = initial;
  let savedAt = initial.step;
  let stoppedEarly = train.patience > 0 && initial.misses >= train.patience;
  let lastEvaluation: EvaluationResult | null = null;
  let mark = { time: performance.now(), tokens: state.tokens };

  /** Do something whose time is not that of the updates. */
  const aside = async <T>(work: () => Promise<T>): Promise<T> => {
    const paused = performance.now();
    const result = await work();
    mark.time += performance.now() - paused;
    return result;
  };

  /** Have what the next update needs, unless the user asks to stop before it is there. */
  const prepare = async () => {
    if (parts.prepareBatches === undefined || parts.signal.aborted) return;
    try {
      await aside(() => parts.prepareBatches!(state.step * train.accumulate, train.accumulate));
    } catch (error) {
      if (!parts.signal.aborted) throw error;
    }
  };

  const save = async (best: boolean) => {
    parts.enter?.(`checkpoint at step ${state.step}`);
    await trackers.flush();
    const folder = await parts.save(state, best);
    savedAt = state.step;
    await hooks.call('checkpoint.saved', { step: state.step, folder, best });
  };

  if (state.step === 0 && parts.evaluate !== null) {
    parts.enter?.('validation at step 0');
    lastEvaluation = await parts.evaluate();
    report(evaluationRows(0, lastEvaluation));
    await hooks.call('evaluate.end', evaluateEnd(0, lastEvaluation));
    mark = { time: performance.now(), tokens: 0 };
  }

  while (state.step < parts.lastStep && !stoppedEarly) {
    await prepare();
    if (parts.signal.aborted) {
      if (savedAt !== state.step) await save(false);
      return { state, status: 'interrupted', stoppedEarly, lastEvaluation };
    }
    const step = state.step + 1;
    parts.enter?.(`step ${step}`);
    await aside(async () => parts.observer?.beforeStep(step));
    hooks.call('step.start', { step });

    const batches = Array.from({ length: train.accumulate }, (_, i) => {
      const batch = parts.batchAt((step - 1) * train.accumulate + i);
      const tapped = hooks.call('data.batch', { ...batch, split: 'train' as const, step });
      requireSameDocuments(batch, tapped, step);
      return tapped;
    });
    const weight = batches.reduce((sum, batch) => sum + batchWeight(batch), 0);
    const scale = scalarFeed(weight === 0 ? 0 : 1 / weight);
    const learningRate = parts.optimizer.learningRate * parts.schedule.factor(step);
    const scalars = parts.optimizer.scalars({ step, learningRate });
    const lossScale = parts.programs.scalesLoss ? (state.lossScale ?? INITIAL_LOSS_SCALE) : undefined;
    const { loss, gradientNorm } = await parts.programs.update(
      batches.map((batch, i) => ({
        ...batchFeeds(batch),
        ...randomFeeds(parts.model.randomInputs, parts.rng, (step - 1) * train.accumulate + i, batch),
        scale,
      })),
      Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalarFeed(value)])),
      lossScale?.factor,
    );
    const overflowed = isOverflow(lossScale, gradientNorm);
    if (!overflowed && !(Number.isFinite(loss) && Number.isFinite(gradientNorm))) {
      throw codexError('CML6301', { step, value: Number.isFinite(loss) ? gradientNorm : loss });
    }
    const tokens = batches.reduce((sum, batch) => sum + countTargets(batch), 0);
    state = { ...state, step, tokens: state.tokens + tokens };
    if (lossScale !== undefined) {
      const next = nextLossScale(lossScale, overflowed);
      state = { ...state, lossScale: next };
      if (overflowed) parts.onOverflow(step, next.factor);
    }
    hooks.call('step.end', { step, loss, gradientNorm, learningRate, tokens });
    await aside(async () => parts.observer?.afterStep(step));

    const last = step === parts.lastStep;
    if (last || step % train.logEvery === 0) {
      const now = performance.now();
      const rate = ((state.tokens - mark.tokens) / (now - mark.time)) * 1000;
      mark = { time: now, tokens: state.tokens };
      report([
        // What overflowed has no value.
        ...(Number.isFinite(loss) ? [row(step, 'train', 'loss', loss)] : []),
        ...(overflowed ? [] : [row(step, 'train', 'gradient_norm', gradientNorm)]),
        row(step, 'train', 'learning_rate', learningRate),
        ...(lossScale === undefined ? [] : [row(step, 'train', 'loss_scale', lossScale.factor)]),
        ...timingRows(step, { tokens_per_second: rate, ...memoryValues(parts.measureMemory()) }),
      ]);
    }

    let improved = false;
    if (parts.evaluate !== null && (last || isDue(step, train.evaluateEvery))) {
      parts.enter?.(`validation at step ${step}`);
      const evaluation = await aside(parts.evaluate);
      lastEvaluation = evaluation;
      report(evaluationRows(step, evaluation));
      await aside(async () => hooks.call('evaluate.end', evaluateEnd(step, evaluation)));
      const monitored = train.monitor === 'loss' ? evaluation.loss : evaluation.metrics[train.monitor];
      state = withEvaluation(state, monitored ?? null, parts.better);
      improved = state.misses === 0;
      stoppedEarly = train.patience > 0 && state.misses >= train.patience && !last;
    }

    if (last || improved || stoppedEarly || isDue(step, train.checkpointEvery)) {
      await aside(() => save(improved));
    }
  }
  return { state, status: 'completed', stoppedEarly, lastEvaluation };
}

/** Gradients that are too large for their type. At the smallest scale they are too large for any: training diverged. */
function isOverflow(lossScale: LossScale | undefined, gradientNorm: number): boolean {
  return lossScale !== undefined && lossScale.factor > SMALLEST_FACTOR && !Number.isFinite(gradientNorm);
}

function isDue(step: number, every: number): boolean {
  return every > 0 && step % every === 0;
}

function countTargets(batch: TokenBatch): number {
  let count = 0;
  for (const weight of batch.weights) if (weight !== 0) count++;
  return count;
}

function row(step: number, split: MetricRow['split'], metric: string, value: number): MetricRow {
  return { step, split, metric, value, nature: 'result' };
}

/** Rows of what depends on the machine. */
function timingRows(step: number, values: Readonly<Record<string, number>>): MetricRow[] {
  return Object.entries(values).map(([metric, value]) => ({
    ...row(step, 'train', metric, value),
    nature: 'timing',
  }));
}

function memoryValues({ peakResidentBytes, enginePeakBytes }: MemoryUse) {
  return { peak_resident_bytes: peakResidentBytes, engine_peak_bytes: enginePeakBytes };
}

/** Rows of an evaluation; a metric without a value has no row. */
function evaluationRows(step: number, result: EvaluationResult): MetricRow[] {
  return Object.entries({ loss: result.loss, ...result.metrics }).flatMap(([metric, value]) =>
    value === null ? [] : [row(step, 'validation', metric, value)],
  );
}

function evaluateEnd(step: number, result: EvaluationResult) {
  return { step, split: 'validation' as const, metrics: { loss: result.loss, ...result.metrics } };
}
