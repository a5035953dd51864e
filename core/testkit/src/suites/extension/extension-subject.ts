// What the extension suite needs, and how it sets an extension up.
import { type Engine, HOOKS, type HookName, type HookPayloads } from '@codex-ml/plugin-api';
import { demand } from '../../checks/demand.js';
import { type TestContext, withContext } from '../../fixtures/test-context.js';
import { readOptions, type Subject } from '../subject.js';
import type { Payloads, PlainHook } from './sample-payloads.js';

export interface ExtensionSubject extends Subject<'extension'> {
  /** Hooks that the manifest of the package declares. Default all of them, as for a plugin in a single file. */
  readonly hooks?: readonly HookName[];
  /** Payloads by hook, in place of those that the suite makes up. */
  readonly payloads?: Payloads;
  /** Needed where it taps `model.built` or `grads.ready`; give the same engine each time and dispose it after the suite. */
  readonly engine?: () => Promise<Engine>;
}

/** Hand a context to `use` in which the extension has tapped its hooks. */
export function withExtension<T>(
  subject: ExtensionSubject,
  use: (ctx: TestContext) => Promise<T>,
): Promise<T> {
  return withContext({ id: 'test/extension' }, async (ctx) => {
    await subject.plugin.setup({ options: readOptions(subject), ctx });
    return use(ctx);
  });
}

/** Hooks that it taps, each once, in the order of the hook table. */
export function tappedHooks({ hooks }: TestContext): HookName[] {
  const tapped = new Set(hooks.taps.map(({ hook }) => hook));
  return (Object.keys(HOOKS) as HookName[]).filter((name) => tapped.has(name));
}

/** What each tap answers to the payload, promises included. */
export function askTaps<N extends HookName>(
  { hooks }: TestContext,
  hook: N,
  payload: HookPayloads[N],
): unknown[] {
  return hooks.handlers(hook).map((handler) => handler(payload));
}

export function isPlain(hook: HookName): hook is PlainHook {
  return hook !== 'model.built' && hook !== 'grads.ready';
}

/** The engine, or a failure that says why one is needed. */
export function engineOf({ engine }: ExtensionSubject, hook: HookName): Promise<Engine> {
  demand(engine !== undefined, {
    where: `the fixture of an extension that taps \`${hook}\``,
    expected: '`engine`',
    received: 'none',
    remedy: 'make one with `createTestEngine` and pass its `get`',
  });
  return engine();
}
