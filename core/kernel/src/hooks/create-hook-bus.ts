// The hook bus of one run: one tapable hook per row of the hook table, called by the host, tapped by plugins through facades.
import {
  codexError,
  HOOKS,
  type HookHandler,
  type HookName,
  type HookPayloads,
  type HookTaps,
  nearestName,
  type TapOptions,
} from '@codex-ml/plugin-api';
import type {
  Denial,
  DisabledTap,
  HookBus,
  HookOrder,
  HookResult,
  OrderedTap,
  TappingPlugin,
} from './hook-types.js';
import type { FailureSink, RawHandler, TapState } from './tap-policies.js';
import { createHostHook, type HostHook } from './tapable-hook.js';

const NAMES = Object.keys(HOOKS) as HookName[];

/** Make an empty bus. `sink` hears of every failure that the run survives. */
export function createHookBus(sink: FailureSink): HookBus {
  const hooks = {} as Record<HookName, HostHook>;
  /** What runs the taps; undefined as long as there are none, which makes the empty call one property read. */
  const fire = {} as Record<HookName, ((payload: unknown) => unknown) | undefined>;
  for (const name of NAMES) {
    hooks[name] = createHostHook(name, HOOKS[name].policy, HOOKS[name].async, sink);
    fire[name] = undefined;
  }

  function tap(plugin: TappingPlugin, name: string, handler: unknown, options: TapOptions): void {
    const hook = checkTap(plugin, name, handler, options);
    const state: TapState = {
      hook,
      policy: HOOKS[hook].policy,
      plugin: plugin.id,
      stage: options.stage ?? 0,
      rank: `${plugin.id}\0${plugin.kind ?? ''}`,
      failures: 0,
      disabled: false,
      lastError: undefined,
    };
    hooks[hook].tap(state, handler as RawHandler);
    fire[hook] = hooks[hook].fire;
  }

  return Object.freeze({
    call: <N extends HookName>(name: N, payload: HookPayloads[N]): HookResult<N> => {
      const run = fire[name];
      if (run === undefined) return emptyResult(name, payload) as HookResult<N>;
      const result = run(payload);
      if (HOOKS[name].policy !== 'guard') return result as HookResult<N>;
      return allowed(result as Denial | undefined | Promise<Denial | undefined>) as HookResult<N>;
    },
    denial: (name: HookName, payload: unknown) =>
      fire[name]?.(payload) as Denial | undefined | Promise<Denial | undefined>,
    isUsed: (name: HookName) => fire[name] !== undefined,
    facadeFor: (plugin: TappingPlugin): HookTaps =>
      Object.freeze({
        tap: <N extends HookName>(name: N, handler: HookHandler<N>, options: TapOptions = {}) =>
          tap(plugin, name, handler, options),
      }),
    order: () =>
      mapNames((name) => hooks[name].taps.map(({ plugin, stage }): OrderedTap => ({ plugin, stage }))),
    disabled: () =>
      NAMES.flatMap((hook) =>
        hooks[hook].taps.flatMap(({ plugin, failures, disabled, lastError }): DisabledTap[] =>
          disabled && lastError !== undefined ? [{ hook, plugin, failures, lastError }] : [],
        ),
      ),
  });
}

function emptyResult(name: HookName, payload: unknown): unknown {
  const { policy } = HOOKS[name];
  return policy === 'observe' ? undefined : policy === 'transform' ? payload : true;
}

function allowed(denial: Denial | undefined | Promise<Denial | undefined>): boolean | Promise<boolean> {
  return denial instanceof Promise ? denial.then((settled) => settled === undefined) : denial === undefined;
}

function mapNames(make: (name: HookName) => readonly OrderedTap[]): HookOrder {
  return Object.fromEntries(NAMES.map((name) => [name, make(name)])) as unknown as HookOrder;
}

function checkTap(
  { id, hooks }: TappingPlugin,
  name: string,
  handler: unknown,
  { stage }: TapOptions,
): HookName {
  const details = { plugin: id };
  if (!Object.hasOwn(HOOKS, name)) {
    const nearest = nearestName(name, NAMES);
    const hints = nearest === undefined ? [] : [`did you mean \`${nearest}\`?`];
    throw codexError('CML3303', { plugin: id, hook: name }, { ...details, hints });
  }
  const hook = name as HookName;
  if (!hooks.includes(hook)) throw codexError('CML3302', { plugin: id, hook }, { ...details, hook });
  if (typeof handler !== 'function') {
    const wrong = { plugin: id, hook, expected: 'a function', received: typeof handler };
    throw codexError('CML3304', wrong, { ...details, hook });
  }
  if (stage !== undefined && !Number.isFinite(stage)) {
    const wrong = { plugin: id, hook, expected: 'a finite `stage`', received: String(stage) };
    throw codexError('CML3304', wrong, { ...details, hook });
  }
  return hook;
}
