// What the evaluations of a run take: how many there are, how many rows each scores, and how long that takes here.
import type { RunConfig } from '@codex-ml/config';
import type { LanguageModel, RngStream, Tokenizer } from '@codex-ml/plugin-api';
import { encodeSample } from '../data/encode-sample.js';
import { evaluateBatches, type NamedMetric, SCORED_ROWS } from '../evaluate/evaluate-batches.js';
import { tokenByteTable } from '../evaluate/token-byte-table.js';
import type { EvaluationProgram } from '../programs/evaluation-program.js';
import { type DataSource, sampleEncoding } from '../run/load-data.js';
import { makeUpBatch } from './made-up-batches.js';
import { median } from './median.js';

/** Seconds for counting the tokens of a split, which may be any number. */
const COUNTING = 1;
/** Seconds for timing a batch, and runs that are timed however long they take. */
const TIMING = { seconds: 0.2, atLeast: 2 } as const;

/** Steps after which the validation split is scored; 0 is before the first update. */
export function evaluationSteps({ steps, evaluateEvery }: RunConfig['train']): number[] {
  const due = evaluateEvery === 0 ? 0 : Math.floor(steps / evaluateEvery);
  const regular = Array.from({ length: due }, (_, i) => (i + 1) * evaluateEvery);
  return [0, ...regular, ...(regular.at(-1) === steps ? [] : [steps])];
}

/**
 * Rows that each evaluation scores, from the tokens of the split: as many as they fill. Documents that are kept apart may need some
 * more.
 * @returns null where the split is too large to be counted in a moment
 */
export async function countScoredRows(
  data: DataSource,
  tokenizer: Tokenizer,
  context: number,
): Promise<number | null> {
  const { batch, evaluateBatches: limit } = data.session.plan.resolved.config.train;
  const most = limit === 0 ? Number.POSITIVE_INFINITY : limit * batch;
  const encoding = await sampleEncoding(data, tokenizer);
  const end = performance.now() + COUNTING * 1000;
  let tokens = 0;
  for await (const sample of data.pipeline(data.source.open('validation'), 'validation')) {
    tokens += encodeSample(sample, encoding).ids.length;
    if (tokens > most * context) return most;
    if (performance.now() > end) return null;
  }
  return Math.ceil(Math.max(0, tokens - 1) / context);
}

/** Seconds for scoring the rows that are scored together, with all metrics. */
export async function timeScoring(
  program: EvaluationProgram,
  { shape: { context, vocabularySize } }: Pick<LanguageModel, 'shape'>,
  {
    tokenizer,
    metrics,
    documents,
    rng,
  }: {
    readonly tokenizer: Tokenizer;
    readonly metrics: readonly NamedMetric[];
    readonly documents: boolean;
    readonly rng: RngStream;
  },
): Promise<number> {
  const form = { rows: SCORED_ROWS, length: context, vocabularySize, documents };
  const batch = makeUpBatch({ ...form, vocabularySize: tokenizer.vocabularySize }, rng);
  const bytes = tokenByteTable(tokenizer);
  const score = () => evaluateBatches(program, [batch], metrics, bytes);
  await score();
  const seconds: number[] = [];
  const end = performance.now() + TIMING.seconds * 1000;
  while (seconds.length < TIMING.atLeast || performance.now() < end) {
    const start = performance.now();
    await score();
    seconds.push((performance.now() - start) / 1000);
  }
  return median(seconds);
}
