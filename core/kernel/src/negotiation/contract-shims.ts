// What this host supplies to plugins that were written for an older minor of their kind's contract. Minors only add, so most
// need nothing; a row is here where the host came to rely on something that older plugins lack.
import type { Kind, Plugin } from '@codex-ml/plugin-api';
import semver from 'semver';
import { supplyPeakMemory } from './supply-peak-memory.js';

export interface ContractShim {
  readonly kind: Kind;
  /** Version of the kind's contract that brought what the shim supplies; plugins written for a lower one are served. */
  readonly since: string;
  /** What is supplied, for the note: follows "the host supplies". */
  readonly supplies: string;
  /** The same plugin as the present contract wants it. It must not change the one it is given. */
  adapt(plugin: Plugin): Plugin;
}

/** Every shim of this host. A major clears the table of its kind. */
export const CONTRACT_SHIMS: readonly ContractShim[] = Object.freeze([
  {
    kind: 'engine',
    since: '1.1.0',
    supplies: '`memory().peakBytes`, from the sizes seen whenever it is asked',
    adapt: (plugin: Plugin) => supplyPeakMemory(plugin as Plugin<'engine'>) as Plugin,
  },
]);

/** The plugin as the shims make it. */
export function applyShims(plugin: Plugin, shims: readonly ContractShim[] = []): Plugin {
  return shims.reduce((adapted, shim) => shim.adapt(adapted), plugin);
}

/** The shims for a plugin of this kind, written for version `writtenFor`, in the order they are applied: oldest first. */
export function shimsFor(
  kind: Kind,
  writtenFor: string,
  shims: readonly ContractShim[],
): readonly ContractShim[] {
  return shims
    .filter((shim) => shim.kind === kind && semver.gt(shim.since, writtenFor))
    .sort((a, b) => semver.compare(a.since, b.since));
}
