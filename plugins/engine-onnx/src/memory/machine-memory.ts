// How much memory this process may have.
import { totalmem } from 'node:os';

/** Bytes: what the machine has, or the container that the process is confined to. */
export function machineMemory(): number {
  // 0 where nothing confines it, else more than the machine has where that is no bound.
  const confined = process.constrainedMemory();
  return confined > 0 ? Math.min(confined, totalmem()) : totalmem();
}
