// Functions that are written by hand, not for a region: one module of them for each team and each choice of banks, kept for good.
import { encodeModule, type WasmFunction } from '../wasm/encode-module.js';
import type { TeamModule, ThreadTeam } from './thread-team.js';

const modules = new WeakMap<ThreadTeam, Map<string, TeamModule>>();

/**
 * @param name of what the functions do
 * @param banks of the memory in which their arrays lie
 * @param make the functions, in the order of their numbers
 */
export function fixedFunctions(
  team: ThreadTeam,
  name: string,
  banks: readonly number[],
  make: () => readonly WasmFunction[],
): TeamModule {
  let known = modules.get(team);
  if (known === undefined) {
    known = new Map();
    modules.set(team, known);
  }
  const key = `${name} ${banks.join()}`;
  let module = known.get(key);
  if (module === undefined) {
    const count = Math.max(0, ...banks) + 1;
    module = team.load(encodeModule(make(), count), count);
    known.set(key, module);
  }
  return module;
}
