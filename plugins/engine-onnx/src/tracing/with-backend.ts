// Runs something with another tfjs backend active.
import type { TfCore } from '@codex-ml/plugin-api';

/** Synchronous: for backends that have started, `setBackend` has done its work when it returns its promise. */
export function withBackend<T>(tf: TfCore, name: string, run: () => T): T {
  const previous = tf.getBackend();
  if (previous === name) return run();
  void tf.setBackend(name);
  try {
    return run();
  } finally {
    void tf.setBackend(previous);
  }
}
