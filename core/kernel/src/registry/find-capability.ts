// Looks up a capability by full or short id, and explains a miss: nearest names, the same name under other kinds, broken packages.
import { CodexError, codexError, type Kind, nearestName } from '@codex-ml/plugin-api';
import type { IndexedCapability, IndexedPackage } from './indexed.js';
import { sourceOf } from './mark-duplicates.js';

/**
 * The capability, whatever its status, or an error that explains the miss: CML3201 unknown, CML3202 ambiguous short id,
 * CML3108 a full id that two packages claim.
 */
export function findCapability(
  packages: readonly IndexedPackage[],
  kind: Kind,
  name: string,
): IndexedCapability | CodexError {
  const everything = packages.flatMap(({ capabilities }) => capabilities);
  const ofKind = everything.filter((capability) => capability.kind === kind);
  const matches = ofKind.filter(({ id, shortId }) => (name.includes('/') ? id : shortId) === name);
  const [first, second] = matches;
  if (first === undefined) return explainMiss(packages, everything, kind, name);
  if (second === undefined) return first;
  if (matches.every(({ id }) => id === first.id)) {
    return matches.find(({ problem }) => problem?.code === 'CML3108')?.problem ?? first;
  }
  const candidates = matches.map((match) => `\`${match.id}\` of ${sourceOf(match)}`).join(', ');
  const hints = [`write ${matches.map(({ id }) => `\`${id}\``).join(' or ')}`];
  return codexError('CML3202', { kind, name, candidates }, { hints });
}

/** Whether a lookup failed. */
export function isMiss(found: IndexedCapability | CodexError): found is CodexError {
  return CodexError.is(found);
}

function explainMiss(
  packages: readonly IndexedPackage[],
  everything: readonly IndexedCapability[],
  kind: Kind,
  name: string,
): CodexError {
  const hints: string[] = [];
  const short = name.slice(name.lastIndexOf('/') + 1);
  const ofKind = everything.filter((capability) => capability.kind === kind);
  const near =
    ofKind.find(({ shortId }) => shortId === short)?.id ??
    nearestName(
      name,
      ofKind.map(({ id, shortId }) => (name.includes('/') ? id : shortId)),
    ) ??
    nearestName(
      short,
      ofKind.map(({ shortId }) => shortId),
    );
  if (near !== undefined) hints.push(`did you mean \`${near}\`?`);
  for (const other of everything) {
    if (other.kind !== kind && (other.id === name || other.shortId === name)) {
      hints.push(`\`${other.id}\` is a plugin of kind ${other.kind}, not ${kind}`);
    }
  }
  const broken = packages.filter(
    ({ status, capabilities }) => status === 'broken' && capabilities.length === 0,
  );
  for (const { name: packageName, errors } of broken.slice(0, 3)) {
    const [first] = errors;
    const why = first === undefined ? '' : `: ${first.title} (${first.code})`;
    hints.push(`\`${packageName}\` is broken and may be the one that is missing${why}`);
    hints.push(...(first?.hints ?? []));
  }
  const usable = ofKind.filter(({ status }) => status === 'ok').map(({ id }) => `\`${id}\``);
  hints.push(
    usable.length === 0
      ? `no usable plugin of kind ${kind} is installed; \`codex-ml plugins list\` shows what there is`
      : `installed plugins of kind ${kind}: ${usable.join(', ')}`,
  );
  return codexError('CML3201', { kind, name }, { hints });
}
