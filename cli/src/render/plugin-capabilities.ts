// What this installation can do, by kind: version of the contract, place in the config, plugins; then the hook table with who taps it.
import type { IndexedCapability } from '@codex-ml/kernel';
import type { Kind } from '@codex-ml/plugin-api';
import type { DeclaredHook } from '../hook-taps.js';
import { renderTable } from './table.js';

export interface KindCapabilities {
  readonly kind: Kind;
  readonly contract: string;
  readonly configKey: string;
  /** Whether a config has a list of them. */
  readonly many: boolean;
  readonly plugins: readonly { readonly capability: IndexedCapability; readonly used: boolean }[];
}

export function renderCapabilities(
  kinds: readonly KindCapabilities[],
  hooks: readonly DeclaredHook[],
): string {
  return [...kinds.map(renderKind), renderHooks(hooks)].join('\n\n');
}

function renderKind({ kind, contract, configKey, many, plugins }: KindCapabilities): string {
  const heading = `${kind}: contract ${contract}, \`${configKey}\` in a config, ${many ? 'any number' : 'one'} per run`;
  if (plugins.length === 0) return `${heading}\n  none installed`;
  const rows = plugins.map(({ capability: { id, status, summary, network, native }, used }) => [
    `  ${id}`,
    status === 'ok' ? (used ? 'used' : 'ok') : status,
    [summary, ...(network ? ['asks for the network'] : []), ...(native ? ['native code'] : [])].join('; '),
  ]);
  return `${heading}\n${renderTable(rows)}`;
}

function renderHooks(hooks: readonly DeclaredHook[]): string {
  const rows = hooks.map(({ hook, policy, async, taps }) => [
    `  ${hook}`,
    policy,
    async ? 'may be async' : 'sync',
    taps.length === 0 ? '-' : taps.join(', '),
  ]);
  const heading =
    'hooks, with the plugins that declare them in the order of their taps; stages that plugins choose come first';
  return `${heading}\n${renderTable(rows)}`;
}
