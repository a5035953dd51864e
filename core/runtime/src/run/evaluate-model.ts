// Evaluates a trained model on a split of its data, and stores the result beside the run.
import { join } from 'node:path';
import { codexError, type JsonObject, type JsonValue, type SplitName } from '@codex-ml/plugin-api';
import { turnEnd } from '../chat/index.js';
import { createEvaluationBatches } from '../data/index.js';
import { type EvaluationResult, evaluateBatches, type NamedMetric } from '../evaluate/evaluate-batches.js';
import { evaluateTexts, type TextEvaluation } from '../evaluate/evaluate-texts.js';
import { collectTextTasks } from '../evaluate/text-tasks.js';
import { tokenByteTable } from '../evaluate/token-byte-table.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import { jsonText, writeOutput } from '../run-folder/index.js';
import { buildMetrics } from './build-metrics.js';
import { dataNotices } from './data-notices.js';
import { describeData } from './describe-data.js';
import { type DataSource, encodeData, openData, sampleEncoding } from './load-data.js';
import { readDataManifest, type TrainedModel } from './open-trained-model.js';
import { packData } from './pack-data.js';
import { readDataSplit } from './read-split.js';

export interface EvaluateOptions {
  readonly split: SplitName;
  /** Sequences per forward pass; the numbers do not depend on it. */
  readonly batch: number;
  /** Largest number of batches; 0 takes the whole split. */
  readonly limit: number;
  /** What is written for metrics that score texts; nothing where there are none. Default {@link TEXTS_WRITTEN}. */
  readonly texts?: TextLimits | undefined;
}

export interface TextLimits {
  /** Most texts, from the start of the split; 0 writes none. */
  readonly count: number;
  /** Longest text, in tokens. */
  readonly maxNewTokens: number;
}

export const TEXTS_WRITTEN: TextLimits = Object.freeze({ count: 64, maxNewTokens: 64 });

/** Tokens of plain text that are given to be continued, where half of the context is not less. */
const PROMPT_TOKENS = 32;

export interface EvaluationReport extends EvaluationResult {
  readonly run: string;
  readonly step: number;
  readonly split: SplitName;
  /** Plugin whose weights were scored, or null for the model's own. */
  readonly weights: string | null;
  /** SHA-256 over the evaluated texts. */
  readonly dataSha256: string;
  /** False where only the first `limit` batches were scored. */
  readonly complete: boolean;
  /** Texts that were written for metrics that score texts, and their longest in tokens; null where no metric does. */
  readonly texts: { readonly count: number; readonly maxNewTokens: number } | null;
  /** File the report was written to, within the run folder. */
  readonly file: string;
}

/** @throws CML6304 where the run's data has no such split */
export async function evaluateModel(
  opened: TrainedModel,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  opened.journal.enter(`evaluation of the ${options.split} split`);
  return opened.attribute(() => evaluateSplit(opened, options));
}

async function evaluateSplit(opened: TrainedModel, options: EvaluateOptions): Promise<EvaluationReport> {
  const { session, engine, model, tokenizer, journal, signal, folder, step, weights } = opened;
  const { split, batch, limit } = options;
  const metrics = await buildMetrics(session);
  const data = await openData(session, journal, { keep: true, signal });
  if (!data.source.splits.includes(split)) {
    throw codexError('CML6304', { split, splits: data.source.splits.join(', ') });
  }
  const encoded = await encodeData(data, split, tokenizer, signal, { training: false });
  for (const line of dataNotices([encoded])) journal.notice(line);
  await compareWithTraining(opened, split, encoded.sha256);

  const packing = packData(session, journal, model, encoded);
  const batches = createEvaluationBatches({
    ...encoded,
    packing,
    context: model.shape.context,
    batch,
    limit,
  });
  const program = await compileEvaluation(engine, model, { documents: packing.mode === 'documents' });
  const scored = await evaluateBatches(program, batches, metrics, tokenByteTable(tokenizer), signal);
  program.dispose();
  const written = await writeTexts(opened, data, split, metrics, options.texts ?? TEXTS_WRITTEN);
  const result = {
    ...scored,
    metrics: { ...scored.metrics, ...written?.metrics },
    states: { ...scored.states, ...written?.states },
  };
  const { container } = session;
  await container.hooks.call('evaluate.end', {
    step,
    split,
    metrics: { loss: result.loss, ...result.metrics },
  });
  const suffix = weights === null ? '' : `-${weights.replace('/', '-')}`;
  const file = `evaluations/${split}-step-${String(step).padStart(8, '0')}${suffix}.json`;
  const report: EvaluationReport = {
    run: session.plan.run.id,
    step,
    split,
    weights,
    dataSha256: encoded.sha256,
    complete: batches.complete,
    texts: written && { count: written.texts, maxNewTokens: (options.texts ?? TEXTS_WRITTEN).maxNewTokens },
    file,
    ...result,
  };
  const { context } = model.shape;
  const manifest = await describeData(
    data,
    [encoded],
    { context, tokenizer },
    {
      packings: new Map([[split, packing]]),
    },
  );
  const manifestFile = file.replace(/json$/, 'data.manifest.json');
  await writeOutput(join(folder, manifestFile), manifestFile, jsonText(manifest, manifestFile));
  await writeOutput(join(folder, file), file, jsonText(report as unknown as JsonObject, file));
  return report;
}

/** Let the model write, where a metric scores texts. */
async function writeTexts(
  { model, decoders, tokenizer, session, journal, signal }: TrainedModel,
  data: DataSource,
  split: SplitName,
  metrics: readonly NamedMetric[],
  { count, maxNewTokens }: TextLimits,
): Promise<TextEvaluation | null> {
  if (metrics.every(({ metric }) => metric.consumes !== 'texts')) return null;
  const { template } = await sampleEncoding(data, tokenizer);
  const tasks = await collectTextTasks(readDataSplit(data, split, signal).samples, {
    tokenizer,
    template,
    stream: data.source.shape === 'stream',
    promptTokens: Math.max(1, Math.min(PROMPT_TOKENS, Math.floor(model.shape.context / 2))),
    maxNewTokens,
    limit: count,
  });
  if (tasks.length === 0 && count > 0) {
    journal.notice(
      `no sample of the ${split} split can be continued by ${maxNewTokens} tokens: metrics of texts have no value`,
    );
  }
  const parts = {
    decoders,
    tokenizer,
    rng: session.container.scope.rng.fork('evaluate'),
    maxNewTokens,
    ends: tasks.some(({ turn }) => turn) ? turnEnd(template, tokenizer) : { texts: [], tokens: [] },
    signal,
  };
  return evaluateTexts(parts, tasks, metrics);
}

/** Say so when the text is not the one the run was trained beside. */
async function compareWithTraining(
  { folder, journal }: TrainedModel,
  split: SplitName,
  sha256: string,
): Promise<void> {
  const manifest = await readDataManifest(folder);
  const splits = manifest?.['splits'] as
    | Readonly<Record<string, { readonly sha256?: JsonValue }>>
    | undefined;
  const recorded = splits?.[split]?.sha256;
  if (recorded !== undefined && recorded !== sha256) {
    journal.notice(
      `the ${split} text has changed since this run was trained; the numbers are of the new text`,
    );
  }
}
