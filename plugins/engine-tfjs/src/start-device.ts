// Starts the tfjs backend of a device, or of the first device that works.
import { codexError, type Logger, type TfCore } from '@codex-ml/plugin-api';
import { firstLineOf, startBackend } from '@codex-ml/tfjs';

export type TfjsDevice = 'wasm' | 'cpu';

/**
 * Start the backend of `device`, or of the first device that works for `auto`.
 *
 * wasm runs with SIMD on one thread. tfjs switches its threaded build off under Node, and forcing it on
 * (`WASM_HAS_MULTITHREAD_SUPPORT`) fails in Node 24: it starts its workers from `blob:` addresses, which
 * worker_threads refuses (ERR_WORKER_PATH).
 * @returns the device in use; a fallback is logged as one warning
 * @throws CML5101 when an explicit device cannot start
 */
export async function startDevice(
  tf: TfCore,
  device: 'auto' | TfjsDevice,
  engine: string,
  log: Logger,
): Promise<TfjsDevice> {
  const chosen: TfjsDevice = device === 'auto' ? 'wasm' : device;
  try {
    await startBackend(tf, chosen);
    return chosen;
  } catch (cause) {
    const reason = firstLineOf(cause);
    if (device !== 'auto') {
      throw codexError('CML5101', { engine, device, reason }, { cause, plugin: engine });
    }
    log.warn(`the wasm backend did not start (${reason}); using cpu, which is many times slower`);
    await startBackend(tf, 'cpu');
    return 'cpu';
  }
}
