// What a run has reached, read from its folder: for listings and for people. Nothing here opens, locks or repairs a run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointName, checkpointsFolder, listCheckpointSteps, STATE_FILE } from '../checkpoint/index.js';
import type { RunSummary } from './list-runs.js';

/** Rows of one evaluation. */
export interface SplitValues {
  readonly step: number;
  /** Null for a value that was not finite. */
  readonly values: Readonly<Record<string, number | null>>;
}

export interface CurvePoint {
  readonly step: number;
  readonly value: number;
}

export interface RunDetails {
  /** Completed updates that are known of; null where nothing was recorded yet. */
  readonly step: number | null;
  readonly plannedSteps: number | null;
  /** The last evaluation on the validation split. */
  readonly validation: SplitValues | null;
  readonly best: { readonly metric: string; readonly value: number; readonly step: number } | null;
  /** Steps of the checkpoints, lowest first. */
  readonly checkpoints: readonly number[];
  /** Loss by split, in order of steps. */
  readonly loss: { readonly train: readonly CurvePoint[]; readonly validation: readonly CurvePoint[] };
}

interface Row {
  readonly metric: string;
  readonly split: string;
  readonly step: number;
  readonly value: number | null;
}

/** Never throws for damaged files: what cannot be read is left out. */
export async function inspectRun(run: RunSummary): Promise<RunDetails> {
  const [rows, checkpoints, train] = await Promise.all([
    readRows(join(run.path, 'metrics.ndjson')),
    listCheckpointSteps(run.path).catch(() => []),
    readTrainSection(join(run.path, 'config.resolved.json')),
  ]);
  const validation = rows.filter(({ split }) => split === 'validation');
  return {
    step: findStep(run, rows, checkpoints),
    plannedSteps: train.steps,
    validation: lastEvaluation(validation),
    best: await readBest(run.path, checkpoints, train.monitor),
    checkpoints,
    loss: {
      train: lossCurve(rows.filter(({ split }) => split === 'train')),
      validation: lossCurve(validation),
    },
  };
}

/** The record has the step of a run that ended; a running or killed one is as far as its last row or checkpoint. */
function findStep(run: RunSummary, rows: readonly Row[], checkpoints: readonly number[]): number | null {
  if (run.status !== 'broken' && run.status !== 'running' && run.status !== 'killed') {
    const { step } = run.record;
    if (typeof step === 'number') return step;
  }
  const steps = [rows.at(-1)?.step, checkpoints.at(-1)].filter((step) => step !== undefined);
  return steps.length === 0 ? null : Math.max(...steps);
}

function lastEvaluation(rows: readonly Row[]): SplitValues | null {
  const step = rows.at(-1)?.step;
  if (step === undefined) return null;
  const values = rows.filter((row) => row.step === step).map(({ metric, value }) => [metric, value] as const);
  return { step, values: Object.fromEntries(values) };
}

function lossCurve(rows: readonly Row[]): CurvePoint[] {
  return rows.flatMap(({ metric, step, value }) =>
    metric === 'loss' && value !== null ? [{ step, value }] : [],
  );
}

/** Every row that is whole; a line cut short by a kill is not. */
async function readRows(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const row = parseObject(line);
    const { metric, split, step, value } = row as Partial<Row>;
    if (typeof metric !== 'string' || typeof split !== 'string' || typeof step !== 'number') return [];
    return [{ metric, split, step, value: typeof value === 'number' ? value : null }];
  });
}

async function readTrainSection(
  file: string,
): Promise<{ readonly steps: number | null; readonly monitor: string | null }> {
  const config = parseObject(await readFile(file, 'utf8').catch(() => ''));
  const train = (config['train'] ?? {}) as { readonly steps?: unknown; readonly monitor?: unknown };
  return {
    steps: typeof train.steps === 'number' ? train.steps : null,
    monitor: typeof train.monitor === 'string' ? train.monitor : null,
  };
}

/** As the newest checkpoint remembers it. */
async function readBest(
  folder: string,
  checkpoints: readonly number[],
  metric: string | null,
): Promise<RunDetails['best']> {
  const newest = checkpoints.at(-1);
  if (newest === undefined || metric === null) return null;
  const file = join(checkpointsFolder(folder), checkpointName(newest), STATE_FILE);
  const state = parseObject(await readFile(file, 'utf8').catch(() => ''));
  const { value, step } = (state['best'] ?? {}) as { readonly value?: unknown; readonly step?: unknown };
  return typeof value === 'number' && typeof step === 'number' ? { metric, value, step } : null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
