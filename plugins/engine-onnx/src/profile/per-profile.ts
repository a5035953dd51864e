// What a graph makes anew for a profile: sessions that ONNX Runtime times. Made at the first run, released after the last.
import type { ProfileCollector, Recorder } from './profile-collector.js';

export interface PerProfile<T> {
  /** What was made for the profile under way; undefined while none is. Call it where a run begins, in turn with other runs. */
  get(): Promise<T | undefined>;
  release(): Promise<void>;
}

export function perProfile<T>(
  profiler: ProfileCollector,
  make: (recorder: Recorder) => Promise<T>,
  release: (made: T) => Promise<void>,
): PerProfile<T> {
  let current: { readonly id: number; readonly made: T } | undefined;

  async function drop(): Promise<void> {
    const old = current;
    current = undefined;
    if (old !== undefined) await release(old.made);
  }

  return {
    async get() {
      const { recorder } = profiler;
      if (current !== undefined && current.id !== recorder?.id) await drop();
      if (recorder === undefined) return undefined;
      current ??= { id: recorder.id, made: await make(recorder) };
      return current.made;
    },
    release: drop,
  };
}
