// The sides of the benchmarks as tests use them: bench/ is plain JavaScript, and these are its types.
import { pathToFileURL } from 'node:url';
import { ROOT } from '../architecture/repository.js';

export interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly context: number;
  readonly batch: number;
  readonly vocabulary: number;
}

export interface OpenedSide {
  readonly side: {
    readonly name: string;
    ask<Answer>(request: object): Promise<Answer>;
    stop(): Promise<void>;
  };
  readonly about: { readonly parameters: number };
}

export interface Batch {
  readonly ids: readonly number[];
  readonly targets: readonly number[];
}

export interface BenchSides {
  readonly ADAMW: object;
  readonly CONFIGS: Readonly<Record<string, Sizes>>;
  makeBatch(sizes: Sizes, k: number): Batch;
  startOurs(settings: object): Promise<OpenedSide>;
  startTfjsWasm(settings: object): Promise<OpenedSide>;
  startPyTorch(settings: object): Promise<OpenedSide>;
  tuningOf(bench: string, config: string): object;
  withWeights<T>(settings: object, work: (path: string) => Promise<T>): Promise<T>;
  alternateTraining(
    sides: readonly OpenedSide['side'][],
    sizes: Sizes,
    limits: { readonly rounds: number; readonly seconds: number },
  ): Promise<readonly { readonly median: number; readonly rounds: number }[]>;
}

const MODULES = [
  'alternate',
  'batches',
  'configs',
  'peers/pytorch/start',
  'peers/tfjs-wasm/start',
  'sides/ours-side',
  'sides/weights-file',
];

export async function loadBenchSides(): Promise<BenchSides> {
  const modules = await Promise.all(
    MODULES.map(async (name) => import(pathToFileURL(`${ROOT}/bench/${name}.mjs`).href) as Promise<object>),
  );
  return Object.assign({}, ...modules) as BenchSides;
}
