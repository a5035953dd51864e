// Marks capabilities whose full id is claimed more than once. The error names both sources, and waits until somebody uses the id.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { IndexedCapability, IndexedPackage } from './indexed.js';

/** The same packages; every claimant of a contested id is broken, with CML3108. */
export function markDuplicates(packages: readonly IndexedPackage[]): IndexedPackage[] {
  const claims = new Map<string, IndexedCapability[]>();
  for (const capability of packages.flatMap(({ capabilities }) => capabilities)) {
    const key = keyOf(capability);
    claims.set(key, [...(claims.get(key) ?? []), capability]);
  }
  const contested = new Map<string, CodexError>();
  for (const [key, claimants] of claims) {
    const [one, two] = claimants;
    if (one === undefined || two === undefined) continue;
    const { kind, id } = one;
    contested.set(key, codexError('CML3108', { kind, id, first: sourceOf(one), second: sourceOf(two) }));
  }
  return contested.size === 0 ? [...packages] : packages.map((entry) => markIn(entry, contested));
}

/** Where a capability comes from, for messages: `package@version (source)`. */
export function sourceOf({ package: from, source }: IndexedCapability): string {
  return source === 'inline' || from.version === '0.0.0'
    ? `\`${from.name}\` (${source})`
    : `\`${from.name}@${from.version}\` (${source})`;
}

export function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}:${id}`;
}

function markIn(entry: IndexedPackage, contested: ReadonlyMap<string, CodexError>): IndexedPackage {
  const clashes = new Set<CodexError>();
  const capabilities = entry.capabilities.map((capability): IndexedCapability => {
    const clash = contested.get(keyOf(capability));
    if (clash === undefined) return capability;
    clashes.add(clash);
    // A capability that is broken of itself keeps its own problem: that is what its author must repair.
    return capability.status === 'broken'
      ? capability
      : { ...capability, status: 'broken', problem: clash, forced: false };
  });
  if (clashes.size === 0) return entry;
  return { ...entry, status: 'broken', errors: [...entry.errors, ...clashes], capabilities };
}
