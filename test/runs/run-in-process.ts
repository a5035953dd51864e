// Plans and trains in this process, with the plugins of the built command line, in a folder of its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodexError } from '@codex-ml/plugin-api';
import {
  openTrainedModel,
  planRun,
  type RunPlan,
  type TrainedModel,
  type TrainReport,
  trainRun,
} from '@codex-ml/runtime';

export const HOST_ROOT = fileURLToPath(new URL('../../../cli/', import.meta.url));

export interface Workplace {
  readonly path: string;
  dispose(): Promise<void>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const path = await mkdtemp(join(tmpdir(), 'codex-ml-run-'));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

/** The smallest run that does everything: 12 updates, evaluated and saved on the way. */
export const SMALL: readonly string[] = [
  'train.steps=12',
  'train.logEvery=1',
  'train.evaluateEvery=6',
  'train.evaluateBatches=2',
  'train.checkpointEvery=4',
  'trackers=[ndjson, csv]',
];

export interface Trained {
  readonly report: TrainReport;
  /** Absolute path of the run folder. */
  readonly folder: string;
  readonly notices: readonly string[];
}

export interface TrainRequest {
  readonly cwd: string;
  readonly preset?: string;
  readonly set?: readonly string[];
  readonly plugins?: readonly string[];
  readonly file?: string;
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly trackerPatienceMs?: number;
}

export function planIn(request: TrainRequest, warn: (line: string) => void = () => {}): Promise<RunPlan> {
  const { cwd, preset = 'std/tiny', set = [], plugins, file } = request;
  return planRun({
    cwd,
    file,
    presets: [preset],
    set: [...SMALL, ...set],
    plugins,
    hostRoot: HOST_ROOT,
    env: {},
    warn,
  });
}

/** The model of a run's last checkpoint, to be closed. */
export function openLast({ path }: Workplace, folder: string): Promise<TrainedModel> {
  return openTrainedModel({
    folder,
    checkpoint: 'last',
    cwd: path,
    hostRoot: HOST_ROOT,
    signal: new AbortController().signal,
    print: () => {},
    now: () => new Date(),
  });
}

export async function trainIn(request: TrainRequest): Promise<Trained> {
  const notices: string[] = [];
  const plan = await planIn(request, (line) => notices.push(line));
  try {
    const report = await trainRun(plan, {
      fresh: request.fresh ?? false,
      signal: request.signal ?? new AbortController().signal,
      print: (line) => notices.push(line),
      now: () => new Date(),
      trackerPatienceMs: request.trackerPatienceMs,
    });
    return { report, folder: join(plan.runsRoot, plan.run.id), notices };
  } finally {
    await plan.kernel.close();
  }
}

export type Rejection = Partial<CodexError>;

/** What a rejected promise was rejected with. */
export async function rejection(work: Promise<unknown>): Promise<Rejection> {
  try {
    await work;
  } catch (error) {
    return error as Rejection;
  }
  throw new TypeError('expected a rejection');
}

export async function readJson<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

export async function readLines<T>(...path: string[]): Promise<T[]> {
  const text = await readFile(join(...path), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
