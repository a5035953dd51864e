// The container of one run: a child of the root container with fresh bindings, the run's hook bus and the contexts of its plugins.
import type { PluginContext } from '@codex-ml/plugin-api';
import { createPluginContext } from '../context/create-plugin-context.js';
import { createHookBus } from '../hooks/create-hook-bus.js';
import type { HookBus } from '../hooks/hook-types.js';
import type { IndexedCapability } from '../registry/indexed.js';
import { keyOf } from '../registry/mark-duplicates.js';
import type { Container } from './inversify.js';
import type { RunScope } from './run-scope.js';
import { HOOK_BUS, RUN_SCOPE } from './run-tokens.js';
import { createServiceContainer, type ServiceContainer } from './service-container.js';

export interface RunContainer extends ServiceContainer {
  readonly scope: RunScope;
  readonly hooks: HookBus;
  /** Aborted with the run's own signal, or when the container is closing. */
  readonly signal: AbortSignal;
  /** What the capability is handed; the same object for the whole run. */
  context(capability: IndexedCapability): PluginContext;
}

/** Make the container of one run; `onClosed` is called after it was closed. */
export function createRunContainer(scope: RunScope, parent: Container, onClosed: () => void): RunContainer {
  const { services } = createServiceContainer('run', `run \`${scope.runId}\``, parent);
  const hooks = createHookBus(scope.onHookFailure);
  const closing = new AbortController();
  const signal = AbortSignal.any([scope.signal, closing.signal]);
  const contexts = new Map<string, PluginContext>();
  services.bind(RUN_SCOPE, () => scope);
  services.bind(HOOK_BUS, () => hooks);
  return Object.freeze({
    ...services,
    scope,
    hooks,
    signal,
    context: (capability: IndexedCapability): PluginContext => {
      const key = keyOf(capability);
      const context = contexts.get(key) ?? createPluginContext(capability, scope, hooks, signal);
      contexts.set(key, context);
      return context;
    },
    close: async (): Promise<void> => {
      closing.abort();
      try {
        await services.close();
      } finally {
        onClosed();
      }
    },
  });
}
