// Second negotiation, on the loaded module: brand, kind, id and API range must keep what the manifest promised.
import { codexError, isPlugin, type Plugin } from '@codex-ml/plugin-api';
import { applyShims } from '../negotiation/contract-shims.js';
import { type HostVersions, negotiate } from '../negotiation/negotiate.js';
import type { IndexedCapability } from '../registry/indexed.js';

export interface VerifyRules {
  readonly host?: HostVersions | undefined;
  /** Do not enforce the API range. */
  readonly allowIncompatible?: boolean | undefined;
}

/**
 * The plugin a module exports, with what the host supplies to plugins of an older minor.
 * @throws CML3208 no default export, CML3209 not branded, CML3210 differs from the manifest, CML3203-3206 API range
 */
export function verifyModule(
  capability: IndexedCapability,
  module: object,
  { host, allowIncompatible = capability.forced }: VerifyRules = {},
): Plugin {
  const { id } = capability;
  const details = { plugin: id };
  if (!('default' in module)) throw codexError('CML3208', { id }, details);
  const plugin = unwrapCommonJs(module.default);
  if (!isPlugin(plugin)) throw codexError('CML3209', { id }, details);
  if (plugin.kind !== capability.kind) {
    const difference = { id, field: 'kind', expected: capability.kind, received: String(plugin.kind) };
    throw codexError('CML3210', difference, details);
  }
  if (plugin.id !== capability.shortId) {
    const difference = { id, field: 'id', expected: capability.shortId, received: String(plugin.id) };
    throw codexError('CML3210', difference, details);
  }
  const packageName = capability.package.name;
  const verdict = negotiate({ id, kind: plugin.kind, range: String(plugin.apiVersion), packageName }, host);
  if (verdict.status === 'ok') return applyShims(plugin, verdict.shims);
  if (!allowIncompatible) throw verdict.problem;
  return plugin;
}

/** A default export compiled to CommonJS arrives wrapped once more. */
function unwrapCommonJs(value: unknown): unknown {
  const wrapped = typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
  return wrapped ? value.default : value;
}
