// How the threads of a team share a job: words of 32 bits in shared memory, and how a range of rows is claimed.
import type { MessagePort } from 'node:worker_threads';
import type { WasmMemory, WasmModule } from '../wasm/web-assembly.js';

/** Ranges of rows that a job may have. */
export const MOST_RANGES = 256;

/** In the place of a module: the ranges of the job are runs of sessions, see `ort-task.ts`. `begin` is the task's number. */
export const TASKS = -1;

/** Places of the words. */
export const CONTROL = {
  /** Number of the job in the upper half, the next range that nobody has claimed in the lower: see {@link claimRange}. */
  claim: 0,
  ranges: 1,
  /** Ranges that are done. */
  done: 2,
  /** Counts jobs; members wait for it to change. */
  sequence: 3,
  module: 4,
  function: 5,
  /** Byte address in the first memory: of arguments, or of a table of tasks. */
  arguments: 6,
  /** Scratch memory of the caller, there too; that of member m lies (m + 1) strides behind it. */
  scratch: 7,
  scratchStride: 8,
  /** 1 when a range of the job could not be run. */
  failed: 9,
  /** (begin, end, part) of each range. */
  list: 16,
  words: 16 + MOST_RANGES * 3,
} as const;

export interface TeamWorkerData {
  /** In which the control words lie, at this byte address. */
  readonly memory: WasmMemory;
  readonly control: number;
  readonly port: MessagePort;
  readonly member: number;
}

/** Sent before the first job that needs the module, with the memories that it is about; or that it is not needed any more. */
export type ModuleMessage =
  | { readonly id: number; readonly module: WasmModule; readonly memories: readonly WasmMemory[] }
  | { readonly id: number; readonly module: null };

/** Opens a job with no range claimed. */
export function openJob(control: Int32Array, job: number): void {
  Atomics.store(control, CONTROL.claim, (job & 0x7fff) << 16);
}

/**
 * Takes the next range of the job under way, or -1 when all are taken. Who holds a range may read the job: it does not change
 * before the range is done. A thread that comes late finds nothing to take and holds nobody up.
 */
export function claimRange(control: Int32Array): number {
  for (;;) {
    const word = Atomics.load(control, CONTROL.claim);
    const range = word & 0xffff;
    if (range >= Atomics.load(control, CONTROL.ranges)) return -1;
    if (Atomics.compareExchange(control, CONTROL.claim, word, word + 1) === word) return range;
  }
}
