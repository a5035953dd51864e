// A run of a session described by numbers in shared memory, so that any thread can start it. Knows no threads.
import type { OrtCalls } from './bind-functions.js';

/** Places of the numbers, 64-bit floats: machine addresses need 53 bits at most. */
export const TASK = {
  session: 0,
  /** Addresses of the lists of names and of tensors. */
  inputNames: 1,
  inputs: 2,
  inputCount: 3,
  outputNames: 4,
  outputs: 5,
  outputCount: 6,
  numbers: 8,
} as const;

/** @returns the address of a status to be released, 0 for success */
export function runTask(calls: Pick<OrtCalls, 'runAt'>, table: Float64Array, task: number): number | bigint {
  const at = task * TASK.numbers;
  return calls.runAt(
    table[at + TASK.session],
    0,
    table[at + TASK.inputNames],
    table[at + TASK.inputs],
    table[at + TASK.inputCount],
    table[at + TASK.outputNames],
    table[at + TASK.outputCount],
    table[at + TASK.outputs],
  ) as number | bigint;
}
