// Which plugins say that they tap which hook, in the order in which taps of one stage run. From manifests; no plugin is run.
import type { IndexedCapability, Kernel } from '@codex-ml/kernel';
import { HOOKS, type HookName, type HookPolicy } from '@codex-ml/plugin-api';

export interface DeclaredHook {
  readonly hook: HookName;
  readonly policy: HookPolicy;
  readonly async: boolean;
  /** When it fires. */
  readonly doc: string;
  /** Full ids. Stages, which plugins choose when they run, come first; `run.json` records the order of a run. */
  readonly taps: readonly string[];
}

/** Every hook of the table. A package declares hooks for all it provides, so that each usable capability of it is listed. */
export function declaredHooks(kernel: Pick<Kernel, 'capabilities'>): readonly DeclaredHook[] {
  // Single files and objects of a config have no manifest: they may tap any hook, and declare none.
  const usable = kernel.capabilities().filter(({ status, entry }) => status === 'ok' && entry !== null);
  return (Object.keys(HOOKS) as HookName[]).map((hook) => {
    const { policy, async, doc } = HOOKS[hook];
    const taps = usable.filter(({ hooks }) => hooks.includes(hook));
    return { hook, policy, async, doc, taps: [...new Set(taps.sort(byRank).map(({ id }) => id))] };
  });
}

/** By id, then kind: as the hook bus orders taps of one stage. */
function byRank(a: IndexedCapability, b: IndexedCapability): number {
  const [first, second] = [`${a.id}\0${a.kind}`, `${b.id}\0${b.kind}`];
  return first < second ? -1 : first > second ? 1 : 0;
}
