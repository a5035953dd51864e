// Builds everything a training loop needs, from a plan: data, tokenizer, model, optimizer, programs, trackers. The composition root.
import type {
  AddedArray,
  Engine,
  JsonObject,
  LanguageModel,
  Optimizer,
  Tokenizer,
  TrackerRun,
} from '@codex-ml/plugin-api';
import type { ChatTemplate } from '../chat/index.js';
import type { LoadedCheckpoint } from '../checkpoint/index.js';
import {
  type BatchPlan,
  createEpochBatches,
  createEvaluationBatches,
  createPlannedBatches,
  type EncodedSplit,
  type EpochBatches,
  type PackedSplit,
  type Packing,
  prefetchBatches,
  type TrainingBatches,
} from '../data/index.js';
import { type EvaluationResult, evaluateBatches, type NamedMetric } from '../evaluate/evaluate-batches.js';
import { tokenByteTable } from '../evaluate/token-byte-table.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import type { TrackerFanout } from '../trackers/tracker-fanout.js';
import type { LoopParts } from '../train/train-loop.js';
import { restoreArrays } from './array-transfer.js';
import { attributedSchedule } from './attribute-to-plugin.js';
import { buildMetrics, monitorDirection } from './build-metrics.js';
import { buildEngine, loadTokenizer } from './build-model.js';
import { buildTrainer, type Trainer } from './build-trainer.js';
import { dataNotices } from './data-notices.js';
import { describeData } from './describe-data.js';
import { drawEpochs, LARGE_SPLIT_TOKENS } from './draw-epochs.js';
import { instantiate } from './instantiate.js';
import { drawsEpochs, encodeData, openData, trainDataTokenizer, usedTemplate } from './load-data.js';
import type { OpenSession } from './open-session.js';
import { openTrackers } from './open-trackers.js';
import { packData } from './pack-data.js';
import { planBatches } from './plan-batches.js';
import type { RunJournal } from './run-journal.js';
import { withWeights } from './validation-weights.js';

export interface AssembleOptions {
  readonly journal: RunJournal;
  readonly signal: AbortSignal;
  /** The run as its trackers see it. */
  readonly trackerRun: TrackerRun;
  /** What to continue from: arrays, and the tokenizer they were trained with. */
  readonly resume: {
    readonly checkpoint: LoadedCheckpoint;
    readonly name: string;
    readonly tokenizer: JsonObject;
  } | null;
  readonly save: LoopParts['save'];
  readonly rehearsal: Rehearsal | null;
  readonly trackerPatienceMs?: number | undefined;
}

/** Limits of a dry run. */
export interface Rehearsal {
  readonly lastStep: number;
  readonly evaluateBatches: number;
}

export interface TrainingParts {
  readonly loop: LoopParts;
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly optimizer: Optimizer;
  /** Arrays that plugins added to training, under the names that checkpoints store. */
  readonly added: readonly AddedArray[];
  /** Plugin whose weights validation scores; null for the model's own, or where nothing is validated. */
  readonly validationWeights: string | null;
  readonly tokenizer: Tokenizer;
  /** What conversations were rendered with; null where there were none. */
  readonly chatTemplate: ChatTemplate | null;
  readonly trackers: TrackerFanout;
  readonly dataManifest: JsonObject;
  readonly trainingTokens: number;
  /** How the training split fills rows. */
  readonly packing: Packing;
}

export async function assembleTraining(
  session: OpenSession,
  options: AssembleOptions,
): Promise<TrainingParts> {
  const { plan, container } = session;
  const { config } = plan.resolved;
  const { journal, signal, resume, rehearsal } = options;
  const { train } = config;

  const metrics = await buildMetrics(session);
  const better = monitorDirection(metrics, train.monitor);
  tellOfTextMetrics(metrics, journal);
  const engine = await buildEngine(session);
  // A dry run leaves nothing.
  const data = await openData(session, journal, { keep: rehearsal === null, signal });
  const tokenizer =
    resume === null ? await trainDataTokenizer(data) : await loadTokenizer(session, resume.tokenizer);
  const encodedTrain = await encodeData(data, 'train', tokenizer, signal);
  const encodedValidation = data.source.splits.includes('validation')
    ? await encodeData(data, 'validation', tokenizer, signal)
    : null;
  const encoded = [encodedTrain, ...(encodedValidation === null ? [] : [encodedValidation])];
  for (const line of dataNotices(encoded)) journal.notice(line);

  journal.enter('building');
  const trainer = await buildTrainer(session, engine, tokenizer.vocabularySize);
  const { model, optimizer, added } = trainer;
  const { context } = model.shape;
  if (resume !== null) {
    const source = { checkpoint: resume.name };
    await restoreArrays(engine, model.parameters, resume.checkpoint.model, { ...source, part: 'model' });
    await restoreArrays(engine, optimizer.state, resume.checkpoint.optimizer, {
      ...source,
      part: 'optimizer',
    });
    await restoreArrays(engine, added, resume.checkpoint.extensions, {
      ...source,
      part: 'extensions',
    });
  }
  const schedule = attributedSchedule(
    config.schedule.use,
    await instantiate(session, 'schedule', config.schedule, { steps: train.steps }),
  );

  const packings = new Map(encoded.map((one) => [one.split, packData(session, journal, model, one)]));
  const packing = packings.get('train')!;
  const programs = await trainer.compile(engine, { documents: packing.mode === 'documents' });
  container.own('training programs', () => programs.dispose());

  const batchPlan = planBatches(config, packing, context, container.scope.rng.fork('data').path);
  const first = { ...encodedTrain, packing };
  const draw = drawsEpochs(tokenizer) ? drawEpochs(data, tokenizer, first, { context, signal }) : null;
  const batches = openBatches(session, options, batchPlan, first, draw);
  const trackers = await openTrackers(session, options);
  return {
    engine,
    model,
    optimizer,
    added,
    validationWeights: encodedValidation === null ? null : (trainer.validationWeights?.plugin ?? null),
    tokenizer,
    chatTemplate: await usedTemplate(data, tokenizer, encoded),
    trackers,
    trainingTokens: encodedTrain.tokens.length,
    packing,
    dataManifest: await describeData(
      data,
      encoded,
      { context, tokenizer },
      { order: batchPlan.order, packings },
    ),
    loop: {
      train,
      model,
      optimizer,
      schedule,
      programs,
      batchAt: (k) => batches.at(k),
      prepareBatches: batches.prepare,
      lastStep: rehearsal?.lastStep ?? train.steps,
      evaluate:
        encodedValidation === null
          ? null
          : await evaluator(session, options, trainer, engine, tokenizer, metrics, {
              ...encodedValidation,
              packing: packings.get('validation')!,
            }),
      better,
      rng: container.scope.rng.fork('dropout'),
      hooks: container.hooks,
      trackers,
      measureMemory: () => ({
        // In KiB.
        peakResidentBytes: process.resourceUsage().maxRSS * 1024,
        enginePeakBytes: engine.memory().peakBytes,
      }),
      onOverflow: (step, lossScale) => {
        journal.event('update.skipped', step, { lossScale });
        journal.notice(
          `step ${step}: gradients overflowed in half precision, so the update was left out; the loss is scaled by ${lossScale} now`,
        );
      },
      save: options.save,
      enter: (place) => journal.enter(place),
      signal,
    },
  };
}

/** Metrics that score texts have no value while a model is trained. */
function tellOfTextMetrics(metrics: readonly NamedMetric[], journal: RunJournal): void {
  const names = metrics.filter(({ metric }) => metric.consumes === 'texts').map(({ name }) => `\`${name}\``);
  if (names.length === 0) return;
  const verb = names.length === 1 ? 'scores' : 'score';
  journal.tell(
    'metrics.texts',
    `${names.join(', ')} ${verb} texts: validation writes none, \`codex-ml evaluate\` does`,
  );
}

/** The training batches, prepared by a thread of its own where the config says so. A dry run takes too few. */
function openBatches(
  { plan, container }: OpenSession,
  { journal, rehearsal, trackerRun }: AssembleOptions,
  batchPlan: BatchPlan,
  first: EncodedSplit & { readonly packing: Packing },
  draw: ((epoch: number) => Promise<PackedSplit>) | null,
): TrainingBatches & Partial<Pick<EpochBatches, 'prepare'>> {
  const { data, train } = plan.resolved.config;
  const large = first.tokens.length >= LARGE_SPLIT_TOKENS;
  const depth = data.prefetch === 'auto' ? (large ? 2 : 0) : data.prefetch;
  const onLost = (problem: string) =>
    journal.notice(
      `the thread that prepares batches was lost: ${problem}; each is prepared when it is needed`,
    );
  const prefetch = depth === 0 || rehearsal !== null ? undefined : { depth, onLost };
  if (draw !== null) {
    const batches = createEpochBatches({ plan: batchPlan, first, draw, prefetch });
    container.own('batches', () => batches.close());
    return batches;
  }
  if (prefetch === undefined) return createPlannedBatches(batchPlan, first);
  const batches = prefetchBatches({
    ...prefetch,
    plan: batchPlan,
    data: first,
    first: (trackerRun.resumedFrom ?? 0) * train.accumulate,
  });
  container.own('batches', () => batches.close());
  return batches;
}

/** What scores the validation split. */
async function evaluator(
  session: OpenSession,
  { rehearsal }: AssembleOptions,
  { model, validationWeights }: Trainer,
  engine: Engine,
  tokenizer: Tokenizer,
  metrics: readonly NamedMetric[],
  data: EncodedSplit & { readonly packing: Packing },
): Promise<() => Promise<EvaluationResult>> {
  const { train } = session.plan.resolved.config;
  const documents = data.packing.mode === 'documents';
  const program = await compileEvaluation(engine, model, { documents });
  session.container.own('evaluation program', () => program.dispose());
  const bytes = tokenByteTable(tokenizer);
  const batches = createEvaluationBatches({
    ...data,
    context: model.shape.context,
    batch: train.batch,
    limit: rehearsal?.evaluateBatches ?? train.evaluateBatches,
  });
  return () =>
    withWeights(engine, validationWeights, () => evaluateBatches(program, batches, metrics, bytes));
}
