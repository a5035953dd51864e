// Makes what one capability is handed in one run. Everything in it is narrowed to that plugin.
import { join, resolve } from 'node:path';
import type { JsonObject, PluginContext } from '@codex-ml/plugin-api';
import type { RunScope } from '../container/run-scope.js';
import type { HookBus } from '../hooks/hook-types.js';
import type { IndexedCapability } from '../registry/indexed.js';
import { createArtifactStore } from './artifact-store.js';
import { createNetworkGate } from './network-gate.js';

/**
 * The context of a capability. Its random stream is `plugin/<kind>/<id>` below the run's root stream; its artifacts lie in
 * `<artifactsFolder>/<namespace>/<kind>-<id>`, because an id is unique only within its kind.
 */
export function createPluginContext(
  capability: IndexedCapability,
  scope: RunScope,
  hooks: HookBus,
  signal: AbortSignal,
): PluginContext {
  const { id, kind, shortId, network } = capability;
  const namespace = id.slice(0, id.length - shortId.length - 1);
  const log =
    (level: 'debug' | 'info' | 'warn') =>
    (message: string, detail?: JsonObject): void =>
      scope.log(id, level, message, detail);
  return Object.freeze({
    id,
    log: Object.freeze({ debug: log('debug'), info: log('info'), warn: log('warn') }),
    rng: scope.rng.fork('plugin').fork(kind).fork(id),
    artifacts: createArtifactStore(id, join(scope.artifactsFolder, namespace, `${kind}-${shortId}`)),
    hooks: hooks.facadeFor(capability),
    net: createNetworkGate({ id, declared: network, allowed: scope.networkAllowed }),
    resolvePath: (path: string) => resolve(scope.baseDir, path),
    signal,
  });
}
