// `train --plan`: sizes, arithmetic, memory, time and disk of a run, without training it and without a run folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@codex-ml/plugin-api';
import { buildEngine } from '../run/build-model.js';
import { buildTrainer, type Trainer } from '../run/build-trainer.js';
import { openData, trainDataTokenizer } from '../run/load-data.js';
import { type OpenSession, openSession } from '../run/open-session.js';
import { requireSeparation } from '../run/pack-data.js';
import type { RunPlan } from '../run/plan-run.js';
import { createJournal, type RunJournal } from '../run/run-journal.js';
import { describePlan } from './describe-plan.js';
import { estimatePrograms } from './estimate-programs.js';
import type { PlanReport } from './plan-report.js';
import type { PlannedRun } from './planned-run.js';
import { predictDocuments } from './predict-packing.js';
import { predictFromEstimates, predictFromUpdates } from './predict-run.js';
import { quickWeights } from './quick-weights.js';
import { engineWithoutValues, NO_RANDOMNESS, withoutValues } from './shape-backend.js';

export interface PlanTrainingOptions {
  /** Run real updates however long they take. Without it they are run where they are short. */
  readonly measure: boolean;
  readonly signal: AbortSignal;
  readonly print: (message: string) => void;
  /** The clock. */
  readonly now: () => Date;
}

/**
 * The tokenizer is trained, as the vocabulary is not known before; weights are made only where real updates are run: where the
 * engine cannot tell what its programs take, where they are short, and where `measure` asks for it. Never where the run would not fit
 * into the memory that is free.
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
    const run: PlannedRun = {
      tokenizer,
      evaluates: data.source.splits.includes('validation'),
      documents: await predictDocuments(data),
      signal: options.signal,
    };
    const checked = (trainer: Trainer) => {
      if (run.documents) requireSeparation(plan.resolved.config.model.use, trainer.model);
      return trainer;
    };
    let real: Trainer | undefined;
    const build = async () => {
      const rng = quickWeights(session.container.scope.rng.fork('model'));
      real ??= checked(await buildTrainer(session, engine, tokenizer.vocabularySize, rng));
      return real;
    };
    const shapes = await buildShapes(session, engine, tokenizer.vocabularySize, journal);
    const trainer = shapes === null ? await build() : checked(shapes);
    const estimates = await estimatePrograms(engine, trainer, plan.resolved.config.train.batch, run);
    const parts = { session, engine, run, build, journal, measure: options.measure };
    const predicted =
      estimates === null
        ? await predictFromUpdates(parts, trainer)
        : await predictFromEstimates(parts, trainer, estimates);
    const findings = { ...predicted, estimates, notices: journal.notices };
    return await describePlan(data, engine, trainer, run, findings, { folder, now: options.now });
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
