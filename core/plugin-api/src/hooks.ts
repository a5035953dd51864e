// The hook table: every hook there is, with its payload, its tapable class and what an error in a tap means.

import type { Sample, SplitName } from './contracts/dataset.js';
import type { Engine } from './contracts/engine.js';
import type { LanguageModel } from './contracts/model.js';
import type { RunInfo, RunStatus } from './contracts/run.js';
import type { Tensor } from './contracts/tensors.js';
import type { MetricRow } from './contracts/tracker.js';
import type { TrainingAdditions } from './contracts/training-addition.js';
import type { JsonObject } from './json.js';

/** A batch of packed token blocks on the host. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  /** [rows * length] */
  readonly inputs: Int32Array;
  /** [rows * length]; -100 where the position carries no loss. */
  readonly targets: Int32Array;
  /** [rows * length] weight of each target in the loss; 0 where the target is -100. */
  readonly weights: Float32Array;
  /**
   * [rows * length] document of each place, numbered from 1 within its row, 0 for padding; only where documents are packed and
   * kept apart. Since 1.1.
   */
  readonly documents?: Int32Array | undefined;
}

/** Hook name to payload. A transform returns the payload to go on with; null from `data.sample` drops the sample. */
export interface HookPayloads {
  'config.resolved': { readonly config: JsonObject; readonly hash: string };
  'run.start': { readonly run: RunInfo; readonly folder: string; readonly resumedFrom: number | null };
  'run.end': {
    readonly run: RunInfo;
    readonly status: RunStatus;
    readonly step: number;
    readonly error?: unknown;
  };
  'data.sample': Sample & { readonly split: SplitName };
  'data.batch': TokenBatch & { readonly split: SplitName; readonly step: number };
  'model.built': {
    readonly model: LanguageModel;
    readonly engine: Engine;
    /** Takes arrays and code that follow training; absent where the model is only used. Since 1.1. */
    readonly training?: TrainingAdditions | undefined;
  };
  'step.start': { readonly step: number };
  'grads.ready': { readonly gradients: Readonly<Record<string, Tensor>> };
  'step.end': {
    readonly step: number;
    /** Mean negative log likelihood of the batch, in nats. */
    readonly loss: number;
    readonly gradientNorm: number;
    readonly learningRate: number;
    readonly tokens: number;
  };
  'evaluate.end': {
    readonly step: number;
    readonly split: SplitName;
    readonly metrics: Readonly<Record<string, number | null>>;
  };
  metric: MetricRow;
  'checkpoint.saved': { readonly step: number; readonly folder: string; readonly best: boolean };
  'generate.prompt': { readonly prompt: string };
  'generate.text': { readonly text: string };
  'serve.request': { readonly route: string; readonly body: JsonObject };
  'trial.end': { readonly trial: string; readonly status: RunStatus; readonly value: number | null };
}

export type HookName = keyof HookPayloads;

/**
 * What an error in a tap means.
 * - `observe`: recorded; the tap is disabled after 3 failures; the run goes on and its report says so
 * - `transform`: fatal, naming plugin and hook
 * - `guard`: counts as deny
 */
export type HookPolicy = 'observe' | 'transform' | 'guard';

export interface HookSpec {
  readonly policy: HookPolicy;
  readonly async: boolean;
  /** When it fires, for documentation and `plugins inspect`. */
  readonly doc: string;
}

/** Name to policy. Per-step hooks are sync: an awaited tap would cost every step a turn of the event loop. */
export const HOOKS = Object.freeze({
  'config.resolved': {
    policy: 'observe',
    async: true,
    doc: 'after the config is resolved and frozen, before anything is built',
  },
  'run.start': { policy: 'observe', async: true, doc: 'after everything is built, before the first step' },
  'run.end': { policy: 'observe', async: true, doc: 'always, with the status, also after a failure' },
  'data.sample': {
    policy: 'transform',
    async: false,
    doc: 'for each sample before it is tokenized; return null to drop it',
  },
  'data.batch': { policy: 'transform', async: false, doc: 'for each batch before it is fed' },
  'model.built': {
    policy: 'transform',
    async: true,
    doc: 'after the model is built, before its weights are restored; adapters wrap it here and may add to training',
  },
  'step.start': { policy: 'observe', async: false, doc: 'before each update' },
  'grads.ready': {
    policy: 'transform',
    async: false,
    doc: 'inside the step program, after clipping and before the update; tensors only, runs once on compiled engines',
  },
  'step.end': { policy: 'observe', async: false, doc: 'after each update, with its loss' },
  'evaluate.end': { policy: 'observe', async: true, doc: 'after each evaluation' },
  metric: { policy: 'observe', async: false, doc: 'for each metric row before the trackers see it' },
  'checkpoint.saved': { policy: 'observe', async: true, doc: 'after a checkpoint is complete on disk' },
  'generate.prompt': {
    policy: 'guard',
    async: true,
    doc: 'before a prompt is generated from; return false or throw to deny',
  },
  'generate.text': { policy: 'transform', async: true, doc: 'for each generated text before it is shown' },
  'serve.request': {
    policy: 'guard',
    async: true,
    doc: 'before a request is handled; return false or throw to deny',
  },
  'trial.end': { policy: 'observe', async: true, doc: 'after each trial of a sweep' },
} as const satisfies Readonly<Record<HookName, HookSpec>>);

type PolicyOf<N extends HookName> = (typeof HOOKS)[N]['policy'];
type IsAsync<N extends HookName> = (typeof HOOKS)[N]['async'];
type MaybeAsync<N extends HookName, R> = IsAsync<N> extends true ? R | Promise<R> : R;

/** Result of a transform: the payload, or for `data.sample` null. */
export type TransformResult<N extends HookName> = N extends 'data.sample'
  ? HookPayloads[N] | null
  : HookPayloads[N];

/** What a tap on hook `N` looks like, by its policy. */
export type HookHandler<N extends HookName> =
  PolicyOf<N> extends 'observe'
    ? (payload: HookPayloads[N]) => MaybeAsync<N, void>
    : PolicyOf<N> extends 'transform'
      ? (payload: HookPayloads[N]) => MaybeAsync<N, TransformResult<N>>
      : (payload: HookPayloads[N]) => MaybeAsync<N, boolean | undefined>;

export interface TapOptions {
  /** Lower stages run first; taps of equal stage run by plugin id. Default 0. */
  readonly stage?: number;
}

/** The tapping side of the hook bus. Calling is the host's. A hook must be declared in the package's manifest. */
export interface HookTaps {
  tap<N extends HookName>(hook: N, handler: HookHandler<N>, options?: TapOptions): void;
}
