// How much memory there is for this process.
import { totalmem } from 'node:os';

export interface MachineMemory {
  /** Of the machine, or of the container that the process is confined to. Bytes. */
  readonly total: number;
  /** What this process may still take. */
  readonly free: number;
}

export function machineMemory(): MachineMemory {
  // 0 where nothing confines the process, and more than the machine has where the bound is none.
  const confined = process.constrainedMemory();
  const total = confined > 0 ? Math.min(confined, totalmem()) : totalmem();
  return { total, free: Math.min(process.availableMemory(), total) };
}
