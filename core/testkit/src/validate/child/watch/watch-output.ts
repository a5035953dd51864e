// Notices what is written to stdout and stderr, and lets nothing through: the process reports through a file.
import { ownFrame } from './own-frame.js';

export interface Printed {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly where: string | null;
}

export interface OutputWatch {
  /** What was written since the last call. */
  take(): Printed[];
}

export function watchOutput(root: string): OutputWatch {
  let printed: Printed[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      if (printed.length < 100) printed.push({ stream, text, where: ownFrame(new Error().stack, root) });
      const done = rest.findLast((argument) => typeof argument === 'function') as (() => void) | undefined;
      if (done !== undefined) queueMicrotask(done);
      return true;
    };
  }
  return {
    take() {
      const taken = printed;
      printed = [];
      return taken;
    },
  };
}
