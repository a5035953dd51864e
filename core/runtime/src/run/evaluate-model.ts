// Evaluates a trained model on a split of its data, and stores the result beside the run.
import { join } from 'node:path';
import { codexError, type JsonObject, type JsonValue, type SplitName } from '@codex-ml/plugin-api';
import { createEvaluationBatches } from '../data/index.js';
import { type EvaluationResult, evaluateBatches } from '../evaluate/evaluate-batches.js';
import { tokenByteTable } from '../evaluate/token-byte-table.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import { jsonText, writeOutput } from '../run-folder/index.js';
import { buildMetrics } from './build-metrics.js';
import { dataNotices, describeData, encodeData, openData } from './load-data.js';
import { readDataManifest, type TrainedModel } from './open-trained-model.js';
import { packData } from './pack-data.js';

export interface EvaluateOptions {
  readonly split: SplitName;
  /** Sequences per forward pass; the numbers do not depend on it. */
  readonly batch: number;
  /** Largest number of batches; 0 takes the whole split. */
  readonly limit: number;
}

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
  const result = await evaluateBatches(program, batches, metrics, tokenByteTable(tokenizer), signal);
  program.dispose();
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
