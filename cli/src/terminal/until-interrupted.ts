// Runs the work of a command until it ends or the user interrupts it; then the exit code says which signal it was.
import { catchInterrupt, SIGNAL_EXIT } from './interrupt-signal.js';

/** Result of a command that was interrupted. */
export const INTERRUPTED = Object.freeze({ interrupted: true });

/**
 * @param work ends early, by raising anything, once its signal is aborted
 * @throws what the work throws without having been interrupted
 */
export async function untilInterrupted<T>(
  print: (message: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof INTERRUPTED> {
  const interrupt = catchInterrupt(() => print('stopping'));
  try {
    return await work(interrupt.signal);
  } catch (error) {
    const received = interrupt.received();
    if (received === undefined) throw error;
    process.exitCode = SIGNAL_EXIT[received];
    return INTERRUPTED;
  } finally {
    interrupt.dispose();
  }
}
