// The plugins that a name on the command line means: a full or short id, of any kind, or all plugins of a package.
import type { IndexedCapability, IndexedPackage, Kernel } from '@codex-ml/kernel';
import { type CodexError, codexError, isKind, type Kind, nearestName } from '@codex-ml/plugin-api';

export interface FoundPlugins {
  readonly capabilities: readonly IndexedCapability[];
  /** The package, where its name was given. */
  readonly package: IndexedPackage | undefined;
}

/**
 * @param kind looks at this kind only; a name may also be written `kind:id`
 * @throws CML1008 where there is nothing of that name
 */
export function findPlugins(kernel: Kernel, name: string, kind: Kind | undefined): FoundPlugins {
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(0, colon));
  if (isKind(prefix)) return findPlugins(kernel, name.slice(colon + 1), prefix);
  const all = kernel.capabilities();
  const ofKind = kind === undefined ? all : all.filter((capability) => capability.kind === kind);
  const capabilities = ofKind.filter(({ id, shortId }) => id === name || shortId === name);
  if (capabilities.length > 0) return { capabilities, package: undefined };
  const found = kernel.packages().find((entry) => entry.name === name);
  if (found !== undefined) {
    // In the order of the whole list, which is by kind and id.
    const own = ofKind.filter((capability) => found.capabilities.includes(capability));
    return { capabilities: own, package: found };
  }
  throw unknownPlugin(kernel, name, kind, ofKind);
}

function unknownPlugin(
  kernel: Kernel,
  name: string,
  kind: Kind | undefined,
  ofKind: readonly IndexedCapability[],
): CodexError {
  const near = nearestName(name, [
    ...ofKind.flatMap(({ id, shortId }) => [shortId, id]),
    ...kernel.packages().map((entry) => entry.name),
  ]);
  const hints = near === undefined ? [] : [`did you mean \`${near}\`?`];
  const elsewhere = kernel.capabilities().filter(({ id, shortId }) => id === name || shortId === name);
  hints.push(...elsewhere.map((other) => `\`${other.id}\` is a plugin of kind ${other.kind}`));
  hints.push('`codex-ml plugins list` shows what is installed');
  return codexError('CML1008', { what: kind ?? 'plugin or plugin package', name }, { hints });
}
