// docs/reference/contracts.md: the version of each kind's contract, what belongs to it, and what older plugins are supplied with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACT_SHIMS } from '@codex-ml/kernel';
import { API_VERSION, CONFIG_KEYS, isListKind, KIND_API_VERSIONS, KINDS } from '@codex-ml/plugin-api';
import { contractSurfaces, SHARED } from '../api/contract-surfaces.mjs';
import { ROOT } from '../node-binary.mjs';
import { GENERATED, table } from './markdown.mjs';

const REPORT = 'core/plugin-api/api/plugin-api.api.md';

/** Path to text of the page. */
export function contractPages() {
  const surfaces = contractSurfaces(readFileSync(join(ROOT, REPORT), 'utf8'), KINDS);
  const kinds = KINDS.map((kind) => [
    `[\`${kind}\`](contracts/${kind}.md)`,
    KIND_API_VERSIONS[kind],
    `\`${CONFIG_KEYS[kind]}\``,
    isListKind(kind) ? 'any number' : 'one',
  ]);
  const sections = [SHARED, ...KINDS].map((name) => {
    const names = surfaces.get(name).names.map((declaration) => `\`${declaration}\``);
    return `### ${name}\n\n${names.join(', ')}\n`;
  });
  const shims = CONTRACT_SHIMS.map(({ kind, since, supplies }) => [
    `\`${kind}\``,
    `below ${since}`,
    supplies,
  ]);
  const text = `${GENERATED}
# Contracts

The shared surface has version **${API_VERSION}**. What the numbers mean: [versions](../plugins/versioning.md). Each kind
has a page with its declarations, and what all share is on [another](contracts/shared.md); the [API report](../../${REPORT})
has every word of it.

${table(['kind', 'contract', 'in a config', 'per run'], kinds)}

## Supplied to older plugins

${shims.length === 0 ? 'Nothing: no plugin of an older minor lacks anything.' : table(['kind', 'written for', 'the host supplies'], shims)}

## Surfaces

What each version counts. A declaration may belong to several kinds; a change of it is a change of each.

${sections.join('\n')}`;
  return { 'docs/reference/contracts.md': text };
}
