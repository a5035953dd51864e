// Sends a signal to a process and everything in its group. Windows has no groups: there the process alone is ended.

/** Nothing happens where the process has gone already. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // ESRCH: it has ended.
  }
}
