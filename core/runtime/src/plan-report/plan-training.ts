// `train --plan`: sizes, arithmetic, memory and time of a run, without training it and without a run folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@codex-ml/plugin-api';
import { buildEngine } from '../run/build-model.js';
import { buildTrainer, type Trainer } from '../run/build-trainer.js';
import { openData, trainDataTokenizer } from '../run/load-data.js';
import { type OpenSession, openSession } from '../run/open-session.js';
import { requireSeparation } from '../run/pack-data.js';
import type { RunPlan } from '../run/plan-run.js';
import { createJournal, type RunJournal } from '../run/run-journal.js';
import { estimatePrograms, type ProgramEstimates } from './estimate-programs.js';
import { countGroups } from './group-parameters.js';
import { type EngineRates, measureRates } from './measure-rates.js';
import { FLOPS_FORMULA, FLOPS_SOURCE, modelFlops } from './model-flops.js';
import { countArrayBytes, memoryFromEstimates, memoryFromUpdates } from './plan-memory.js';
import type { MemoryPart, PlanReport } from './plan-report.js';
import { predictDocuments } from './predict-packing.js';
import { runUpdates } from './run-updates.js';
import { engineWithoutValues, NO_RANDOMNESS, withoutValues } from './shape-backend.js';

export interface PlanTrainingOptions {
  /** Also build the run for real and time updates of it. */
  readonly measure: boolean;
  readonly signal: AbortSignal;
  readonly print: (message: string) => void;
  /** The clock. */
  readonly now: () => Date;
}

/** Updates that are timed, after one that is not. */
const TIMED_UPDATES = 3;

type Time = Pick<PlanReport['time'], 'secondsPerStep' | 'basis' | 'method' | 'matmulFlopsPerSecond'>;

/**
 * The tokenizer is trained, as the vocabulary is not known before; weights are made only where the engine cannot tell what
 * its programs take, or where `measure` asks for it.
 */
export async function planTraining(plan: RunPlan, options: PlanTrainingOptions): Promise<PlanReport> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-plan-'));
  const journal = createJournal(
    {
      recordEvent: (event, step, detail = {}) => ({ event, step, time: options.now().toISOString(), detail }),
      recordError: () => undefined,
    },
    options.print,
    options.now,
  );
  const session = await openSession(plan, { artifactsFolder: folder, signal: options.signal, journal });
  try {
    const engine = await buildEngine(session);
    const data = await openData(session, journal);
    const tokenizer = await trainDataTokenizer(data);
    const { vocabularySize } = tokenizer;
    const evaluates = data.source.splits.includes('validation');
    const documents = await predictDocuments(data);
    const build = async () => checked(await buildTrainer(session, engine, vocabularySize));
    const checked = (trainer: Trainer) => {
      if (documents) requireSeparation(plan.resolved.config.model.use, trainer.model);
      return trainer;
    };
    const shapes = await buildShapes(session, engine, vocabularySize, journal);
    if (shapes !== null) checked(shapes);
    let real = shapes === null || options.measure ? await build() : null;
    const { batch } = plan.resolved.config.train;
    const estimates = await estimatePrograms(engine, shapes ?? real!, { rows: batch, evaluates, documents });
    if (estimates === null) real ??= await build();
    const trainer = real ?? shapes!;
    const found =
      estimates === null
        ? await extrapolate(session, engine, real!, documents)
        : await predict(session, engine, trainer, estimates);
    const measured = options.measure ? await measure(session, engine, real!, documents) : null;
    return describe(
      session,
      engine,
      trainer,
      vocabularySize,
      { ...found, estimates, measured },
      journal.notices,
    );
  } finally {
    await session.container.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The arrays of training without values; null where they cannot be made so, or where that would be of no use. */
async function buildShapes(
  session: OpenSession,
  engine: Engine,
  vocabularySize: number,
  journal: RunJournal,
): Promise<Trainer | null> {
  if (engine.estimate === undefined) return null;
  try {
    const shaped = engineWithoutValues(engine);
    return await withoutValues(engine.tf, () => buildTrainer(session, shaped, vocabularySize, NO_RANDOMNESS));
  } catch (error) {
    // A mistake in the config fails again when the real one is built, with its own error.
    const reason = error instanceof Error ? error.message : String(error);
    journal.notice(`the model was built with its weights, as it cannot be laid out without: ${reason}`);
    return null;
  }
}

interface Found {
  readonly memory: readonly MemoryPart[];
  readonly time: Time;
}

/** From what the engine says of its programs, and a second of measuring. */
async function predict(
  { plan }: OpenSession,
  engine: Engine,
  trainer: Trainer,
  estimates: ProgramEstimates,
): Promise<Found> {
  const { batch, accumulate } = plan.resolved.config.train;
  const { context, width } = trainer.model.shape;
  // Before the measuring, whose arrays are not those of the run.
  const processBytes = process.memoryUsage().rss;
  const rates = await measureRates(engine, { tokens: batch * context, width });
  const [each, once] = estimates.training;
  const secondsPerStep =
    once === undefined
      ? secondsOf(each!, rates)
      : accumulate * secondsOf(each!, rates) + secondsOf(once, rates);
  return {
    memory: memoryFromEstimates(processBytes, countArrayBytes(trainer), estimates),
    time: {
      secondsPerStep,
      basis: 'estimated',
      method:
        'products, bytes and operators of the program, each at a rate measured on this machine with this engine',
      matmulFlopsPerSecond: rates.matmulFlops,
    },
  };
}

function secondsOf(
  { matmulFlops, otherBytes, operators }: ProgramEstimates['training'][number],
  rates: EngineRates,
): number {
  return matmulFlops / rates.matmulFlops + otherBytes / rates.bytes + operators * rates.perOperator;
}

/** From updates of one and of two sequences: what an engine takes grows with the number of sequences on a straight line. */
async function extrapolate(
  session: OpenSession,
  engine: Engine,
  trainer: Trainer,
  documents: boolean,
): Promise<Found> {
  const { batch, accumulate } = session.plan.resolved.config.train;
  const processBytes = process.memoryUsage().rss;
  const programs = await trainer.compile(engine, { documents });
  const rng = session.container.scope.rng.fork('plan');
  const small: { readonly seconds: number; readonly bytes: number }[] = [];
  for (const rows of [1, 2]) {
    const seconds = await runUpdates(trainer, programs, { rows, accumulate, count: 1, rng, documents });
    small.push({ seconds: Math.min(...seconds), bytes: engine.memory().peakBytes });
  }
  programs.dispose();
  const [one, two] = small as [(typeof small)[0], (typeof small)[0]];
  const at = (a: number, b: number) => a + (b - a) * (batch - 1);
  return {
    memory: memoryFromUpdates(processBytes, countArrayBytes(trainer), at(one.bytes, two.bytes)),
    time: {
      // A line that falls is noise.
      secondsPerStep: Math.max(at(one.seconds, two.seconds), two.seconds),
      basis: 'estimated',
      method: 'updates with one and with two sequences, timed on this machine, continued to the batch',
      matmulFlopsPerSecond: null,
    },
  };
}

async function measure(
  session: OpenSession,
  engine: Engine,
  trainer: Trainer,
  documents: boolean,
): Promise<PlanReport['measured']> {
  const { batch, accumulate } = session.plan.resolved.config.train;
  const programs = await trainer.compile(engine, { documents });
  const rng = session.container.scope.rng.fork('plan');
  const request = { rows: batch, accumulate, count: TIMED_UPDATES, rng, documents };
  const seconds = await runUpdates(trainer, programs, request);
  const measured = {
    updates: TIMED_UPDATES,
    secondsPerStep: [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    enginePeakBytes: engine.memory().peakBytes,
  };
  programs.dispose();
  return measured;
}

function describe(
  { plan }: OpenSession,
  engine: Engine,
  { model }: Trainer,
  vocabularySize: number,
  found: Found & Pick<PlanReport, 'measured'> & { readonly estimates: ProgramEstimates | null },
  notices: readonly string[],
): PlanReport {
  const { steps, batch, accumulate } = plan.resolved.config.train;
  const { architecture, shape } = model;
  const { layers, heads, width, context } = shape;
  const counts = countGroups(model);
  const tokensPerStep = batch * accumulate * context;
  const flops = modelFlops(counts, shape, tokensPerStep);
  const { memory, time, estimates, measured } = found;
  const secondsPerStep = measured?.secondsPerStep ?? time.secondsPerStep;
  const { total, trainable, groups, tiedHead } = counts;
  return {
    runId: plan.run.id,
    engine: engine.id,
    device: engine.device,
    model: { architecture, layers, heads, width, context, vocabularySize },
    parameters: { total, trainable, groups, tiedHead },
    steps,
    tokensPerStep,
    tokens: steps * tokensPerStep,
    flops: {
      ...flops,
      total: steps * flops.perStep,
      formula: FLOPS_FORMULA,
      source: FLOPS_SOURCE,
      program: estimates === null ? null : programFlops(estimates, accumulate),
    },
    memory: {
      parts: memory,
      bytes: memory.reduce((sum, { bytes }) => sum + bytes, 0),
      available: totalmem(),
    },
    time: {
      ...time,
      ...(measured === null
        ? {}
        : { basis: 'measured', method: `the median of ${measured.updates} updates of the whole batch` }),
      secondsPerStep,
      seconds: steps * secondsPerStep,
      tokensPerSecond: tokensPerStep / secondsPerStep,
    },
    measured,
    notices,
  };
}

/** The first program of an update runs once for each micro-batch, a second one once. */
function programFlops({ training: [each, once] }: ProgramEstimates, accumulate: number): number {
  return once === undefined ? each!.matmulFlops : accumulate * each!.matmulFlops + once.matmulFlops;
}
