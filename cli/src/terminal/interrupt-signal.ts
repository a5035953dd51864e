// SIGINT and SIGTERM as an AbortSignal: the first asks for an orderly stop, a second SIGINT ends the process at once.

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that arrived, if any. */
  readonly received: () => 'SIGINT' | 'SIGTERM' | undefined;
  /** Restore the default behaviour. */
  dispose(): void;
}

/** Exit code of a process ended by a signal, as shells report it. */
export const SIGNAL_EXIT = Object.freeze({ SIGINT: 130, SIGTERM: 143 });

export function catchInterrupt(onFirst: (name: 'SIGINT' | 'SIGTERM') => void): Interrupt {
  const controller = new AbortController();
  let received: 'SIGINT' | 'SIGTERM' | undefined;
  const handle = (name: 'SIGINT' | 'SIGTERM') => () => {
    if (received !== undefined && name === 'SIGINT') process.exit(SIGNAL_EXIT.SIGINT);
    if (received !== undefined) return;
    received = name;
    onFirst(name);
    controller.abort();
  };
  const onInt = handle('SIGINT');
  const onTerm = handle('SIGTERM');
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  return {
    signal: controller.signal,
    received: () => received,
    dispose: () => {
      process.off('SIGINT', onInt);
      process.off('SIGTERM', onTerm);
    },
  };
}
