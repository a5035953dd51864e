// Starts tfjs backends by name and switches between them. A backend lives as long as the process and is shared by engines.
import type { TfCore } from '@codex-ml/plugin-api';
import { keepingListeners } from './keeping-listeners.js';

/** Make a started backend the active one. Synchronous, and free when it is active already. */
export function activateBackend(tf: TfCore, backend: string): void {
  // For a started backend everything in `setBackend` happens before it returns its promise.
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
}

/** Whether the backend runs in this process. */
export function isStarted(tf: TfCore, backend: string): boolean {
  return backend in tf.engine().registry;
}

const pending = new Map<string, Promise<void>>();

/**
 * Start a registered backend, unless it runs already, and make it the active one. Engines that start at the same time wait
 * for one start.
 * @throws what the backend's factory throws, which need not be an error
 */
export async function startBackend(tf: TfCore, backend: string): Promise<void> {
  if (!isStarted(tf, backend)) {
    let start = pending.get(backend);
    if (start === undefined) {
      start = makeBackend(tf, backend).finally(() => pending.delete(backend));
      pending.set(backend, start);
    }
    await start;
  }
  activateBackend(tf, backend);
}

/** Call the backend's factory ourselves: `tf.setBackend` would print the reason of a failure and return only `false`. */
async function makeBackend(tf: TfCore, name: string): Promise<void> {
  const backend = await keepingListeners(async () => tf.findBackendFactory(name)());
  tf.removeBackend(name);
  tf.registerBackend(name, () => backend);
  await tf.setBackend(name);
}
