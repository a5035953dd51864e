// WebAssembly modules made with Emscripten listen for the errors of the whole process, only to throw them again: the host would
// lose the place of every uncaught error. What such a module adds while it starts is taken away.

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Await `start`, and remove the listeners for uncaught errors that were added meanwhile. */
export async function keepingListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  try {
    return await start();
  } finally {
    for (const [at, event] of EVENTS.entries()) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (before[at]?.has(listener) !== true) process.off(event, listener);
      }
    }
  }
}
