// What an error in a tap means, implemented once: each function wraps a plugin's handler for one policy. Knows no tapable.
import {
  type CodexError,
  type CodexErrors,
  codexError,
  type HookName,
  type HookPolicy,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { attributeHookError } from '../errors/attribute-error.js';
import type { Denial, HookFailure } from './hook-types.js';

/** Failures after which an observing tap is switched off. */
export const MAX_FAILURES = 3;

export type RawHandler = (payload: unknown) => unknown;

/** One tap and how it has fared. */
export interface TapState {
  readonly hook: HookName;
  readonly policy: HookPolicy;
  readonly plugin: string;
  readonly stage: number;
  /** Orders taps of one stage: the plugin's id, then its kind, since ids are unique only within a kind. */
  readonly rank: string;
  failures: number;
  disabled: boolean;
  lastError: CodexError | undefined;
}

/** Receives the failures that the run survives. Must not throw. */
export type FailureSink = (failure: HookFailure) => void;

type Wrapper = (handler: RawHandler, state: TapState, sink: FailureSink) => RawHandler;

/** Policy and timing to the wrapper of a handler. Wrappers of async hooks return promises. */
export const TAP_WRAPPERS: Readonly<Record<`${HookPolicy} ${'sync' | 'async'}`, Wrapper>> = Object.freeze({
  'observe sync': (handler, state, sink) => (payload) => {
    if (state.disabled) return;
    try {
      const result = handler(payload);
      // An async function on a sync hook is not awaited, but its failure is still this tap's failure.
      if (isThenable(result)) result.then(undefined, (error: unknown) => recordFailure(state, error, sink));
    } catch (error) {
      recordFailure(state, error, sink);
    }
  },
  'observe async': (handler, state, sink) => async (payload) => {
    if (state.disabled) return;
    try {
      await handler(payload);
    } catch (error) {
      recordFailure(state, error, sink);
    }
  },
  'transform sync': (handler, state) => (payload) => {
    if (payload === null) return null; // dropped by an earlier tap
    let result: unknown;
    try {
      result = handler(payload);
    } catch (error) {
      throw attributeHookError(error, state.plugin, state.hook);
    }
    if (isThenable(result)) {
      result.then(undefined, () => undefined);
      throw wrongResult(state, 'a promise, on a hook that is sync');
    }
    return checkTransformed(state, payload, result);
  },
  'transform async': (handler, state) => async (payload) => {
    let result: unknown;
    try {
      result = await handler(payload);
    } catch (error) {
      throw attributeHookError(error, state.plugin, state.hook);
    }
    return checkTransformed(state, payload, result);
  },
  'guard sync': (handler, state, sink) => (payload) => {
    try {
      return toDenial(state, handler(payload));
    } catch (error) {
      return { plugin: state.plugin, error: recordFailure(state, error, sink) } satisfies Denial;
    }
  },
  'guard async': (handler, state, sink) => async (payload) => {
    try {
      return toDenial(state, await handler(payload));
    } catch (error) {
      return { plugin: state.plugin, error: recordFailure(state, error, sink) } satisfies Denial;
    }
  },
});

function recordFailure(state: TapState, thrown: unknown, sink: FailureSink): CodexError {
  const attributed: CodexError | CodexErrors = attributeHookError(thrown, state.plugin, state.hook);
  const error = toCodexErrors(attributed)[0]!;
  state.failures++;
  state.lastError = error;
  // Guards are never switched off: a broken guard keeps denying.
  if (state.policy === 'observe' && state.failures >= MAX_FAILURES) state.disabled = true;
  const { hook, plugin, policy, failures, disabled } = state;
  sink({ hook, plugin, policy, error, failures, disabled });
  return error;
}

/** Only `true` and nothing at all let pass: a guard that answers nonsense denies. */
function toDenial({ plugin }: TapState, result: unknown): Denial | undefined {
  return result === true || result === undefined ? undefined : { plugin };
}

function checkTransformed(state: TapState, payload: unknown, result: unknown): unknown {
  if (result === null && state.hook === 'data.sample') return result;
  if (typeof result !== 'object' || result === null) {
    throw wrongResult(state, result === undefined ? 'nothing' : result === null ? 'null' : typeof result);
  }
  const lost = findLost(KEPT[state.hook] ?? [], payload as Fields, result as Fields);
  if (lost !== undefined) throw wrongResult(state, `one without \`${lost}\``);
  // A plugin for an older minor returns the fields it knows; those that came later keep their value.
  for (const key in payload as object) if (!(key in result)) return { ...(payload as object), ...result };
  return result;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields of payloads that a tap may replace but not drop: objects that what comes next works on. */
const KEPT: Partial<Readonly<Record<HookName, readonly string[]>>> = {
  'model.built': ['model', 'engine'],
  'grads.ready': ['gradients'],
};

/** The first of the fields, or of what a table among them holds, that was there before and is not there after. */
function findLost(fields: readonly string[], before: Fields, after: Fields): string | undefined {
  for (const field of fields) {
    if (!(field in after)) continue;
    const [old, given] = [before[field], after[field]];
    if (typeof given !== 'object' || given === null) return field;
    if (field !== 'gradients') continue;
    const missing = Object.keys(old as object).find((name) => (given as Fields)[name] === undefined);
    if (missing !== undefined) return `${field}.${missing}`;
  }
  return undefined;
}

function wrongResult({ plugin, hook }: TapState, received: string): CodexError {
  const expected = 'the payload to go on with';
  return codexError('CML3304', { plugin, hook, expected, received }, { plugin, hook });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
