// Whether the machine has the memory for a program's arrays. Said before any of it is taken: else the system stops the process.
import { codexError, type Variable } from '@codex-ml/plugin-api';
import { bytesOfValue, type Placement } from '../stages/place-values.js';
import type { StoredArray } from '../state/stored-array.js';
import type { SharedMemory } from './shared-memory.js';

/** @throws CML5124 where they do not fit beside what lies there, with both in GiB */
export function checkMemory(
  program: string,
  placement: Placement,
  memory: SharedMemory,
  storedOf: (variable: Variable) => StoredArray,
): void {
  const missing = missingBytes(placement, storedOf);
  if (memory.hasBytes(missing)) return;
  throw codexError('CML5124', {
    program,
    needed: inGiB(missing),
    taken: inGiB(memory.allocatedBytes),
    machine: inGiB(memory.limit),
  });
}

/** Bytes that the program takes: those of all its arrays, but for variables that have theirs. */
function missingBytes(
  { places, arenaBytes }: Placement,
  storedOf: (variable: Variable) => StoredArray,
): number {
  const variables = new Set<Variable>();
  const spares = new Set<Variable>();
  let bytes = arenaBytes;
  for (const [root, place] of places) {
    if (place.at === 'own') bytes += bytesOfValue(root);
    if (place.at === 'current' || place.at === 'spare') variables.add(place.variable);
    if (place.at === 'spare') spares.add(place.variable);
  }
  for (const variable of variables) {
    const stored = storedOf(variable);
    if (stored.address === undefined) bytes += stored.current.byteLength;
    if (spares.has(variable) && stored.spareBytes === 0) bytes += stored.current.byteLength;
  }
  return bytes;
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}
