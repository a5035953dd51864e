// The only module that imports tapable: policy and timing to hook class, and taps kept in the order of stage, then plugin id.
import type { HookName, HookPolicy } from '@codex-ml/plugin-api';
import {
  AsyncSeriesBailHook,
  AsyncSeriesHook,
  AsyncSeriesWaterfallHook,
  SyncBailHook,
  SyncHook,
  SyncWaterfallHook,
} from 'tapable';
import { type FailureSink, type RawHandler, TAP_WRAPPERS, type TapState } from './tap-policies.js';

/** A hook with one payload, as the bus sees it. */
export interface HostHook {
  readonly async: boolean;
  /** In the order they run. */
  readonly taps: readonly TapState[];
  tap(state: TapState, handler: RawHandler): void;
  /** Run the taps; sync hooks return the result, async ones a promise of it. */
  fire(payload: unknown): unknown;
}

type StatefulTap = { readonly state: TapState };
type SyncClass = SyncHook<[unknown], unknown, StatefulTap>;
type AsyncClass = AsyncSeriesHook<[unknown], StatefulTap>;

/** The class states what becomes of results: nothing (Hook), passed on (Waterfall), first one ends it (Bail). */
const SYNC_CLASSES: Readonly<Record<HookPolicy, (name: string) => SyncClass>> = {
  observe: (name) => new SyncHook(['payload'], name),
  transform: (name) => new SyncWaterfallHook(['payload'], name),
  guard: (name) => new SyncBailHook(['payload'], name),
};

const ASYNC_CLASSES: Readonly<Record<HookPolicy, (name: string) => AsyncClass>> = {
  observe: (name) => new AsyncSeriesHook(['payload'], name),
  transform: (name) => new AsyncSeriesWaterfallHook(['payload'], name) as unknown as AsyncClass,
  guard: (name) => new AsyncSeriesBailHook(['payload'], name) as unknown as AsyncClass,
};

/** Make the hook of one row of the table. Every tap registered on it is wrapped by its policy. */
export function createHostHook(
  name: HookName,
  policy: HookPolicy,
  async: boolean,
  sink: FailureSink,
): HostHook {
  const wrap = TAP_WRAPPERS[`${policy} ${async ? 'async' : 'sync'}`];
  const ordered: { readonly state: TapState; readonly tapName: string }[] = [];

  /** Insert into `ordered`; returns tapable's options that put the tap at the same place. */
  function place(state: TapState): { name: string; before?: string; state: TapState } {
    const tapName = `${state.plugin}#${ordered.length}`;
    const later = ordered.findIndex((other) => compareTaps(state, other.state) < 0);
    const at = later < 0 ? ordered.length : later;
    const before = ordered.slice(at).map((other) => other.tapName);
    ordered.splice(at, 0, { state, tapName });
    // tapable takes a list here, its types say one string. Stages are settled by `ordered`, so it need not know them.
    return { name: tapName, before: before as unknown as string, state };
  }

  if (async) {
    const hook = ASYNC_CLASSES[policy](name);
    hook.intercept({
      register: (tap) => ({ ...tap, fn: wrap(tap.fn as RawHandler, tap.state, sink) }),
    });
    return {
      async,
      get taps() {
        return ordered.map(({ state }) => state);
      },
      tap: (state, handler) => hook.tapPromise(place(state), handler as (payload: unknown) => Promise<void>),
      fire: (payload) => hook.promise(payload),
    };
  }
  const hook = SYNC_CLASSES[policy](name);
  hook.intercept({ register: (tap) => ({ ...tap, fn: wrap(tap.fn as RawHandler, tap.state, sink) }) });
  return {
    async,
    get taps() {
      return ordered.map(({ state }) => state);
    },
    tap: (state, handler) => hook.tap(place(state), handler),
    fire: (payload) => hook.call(payload),
  };
}

/** Stage, then plugin id by code units: the same on every machine, whatever the order of registration. */
export function compareTaps(a: TapState, b: TapState): number {
  if (a.stage !== b.stage) return a.stage - b.stage;
  return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0;
}
