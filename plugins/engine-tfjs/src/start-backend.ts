// Starts a tfjs backend and makes it the active one. A backend lives as long as the process and is shared by engines.
import { codexError, type Logger, type TfCore } from '@codex-ml/plugin-api';

export type TfjsDevice = 'wasm' | 'cpu';

/**
 * Start the backend of `device`, or of the first device that works for `auto`.
 * @returns the device in use; a fallback is logged as one warning
 * @throws CML5101 when an explicit device cannot start
 */
export async function startBackend(
  tf: TfCore,
  device: 'auto' | TfjsDevice,
  engine: string,
  log: Logger,
): Promise<TfjsDevice> {
  const chosen: TfjsDevice = device === 'auto' ? 'wasm' : device;
  try {
    await initialise(tf, chosen);
    activateBackend(tf, chosen);
    return chosen;
  } catch (cause) {
    const reason = firstLine(cause);
    if (device !== 'auto') {
      throw codexError('CML5101', { engine, device, reason }, { cause, plugin: engine });
    }
    log.warn(`the wasm backend did not start (${reason}); using cpu, which is many times slower`);
    await initialise(tf, 'cpu');
    activateBackend(tf, 'cpu');
    return 'cpu';
  }
}

/** Make a started backend the active one. Synchronous, and free when it is active already. */
export function activateBackend(tf: TfCore, device: TfjsDevice): void {
  // For a started backend everything in `setBackend` happens before it returns its promise.
  if (tf.getBackend() !== device) void tf.setBackend(device);
}

const pending = new Map<TfjsDevice, Promise<void>>();

/** Two engines that start at the same time must wait for one initialisation, not make two wasm instances. */
async function initialise(tf: TfCore, device: TfjsDevice): Promise<void> {
  if (device in tf.engine().registry) return;
  let start = pending.get(device);
  if (start === undefined) {
    start = makeBackend(tf, device).finally(() => pending.delete(device));
    pending.set(device, start);
  }
  await start;
}

/**
 * Call the backend's factory ourselves: `tf.setBackend` would print the reason of a failure and return only `false`.
 *
 * wasm runs with SIMD on one thread. tfjs switches its threaded build off under Node, and forcing it on
 * (`WASM_HAS_MULTITHREAD_SUPPORT`) fails in Node 24: it starts its workers from `blob:` addresses, which
 * worker_threads refuses (ERR_WORKER_PATH).
 */
async function makeBackend(tf: TfCore, device: TfjsDevice): Promise<void> {
  const backend = await tf.findBackendFactory(device)();
  tf.removeBackend(device);
  tf.registerBackend(device, () => backend);
  await tf.setBackend(device);
}

function firstLine(cause: unknown): string {
  // The wasm module rejects with plain objects as well as with errors.
  const message = (cause as { message?: unknown } | null)?.message ?? cause;
  return String(message).split('\n', 1)[0]!;
}
