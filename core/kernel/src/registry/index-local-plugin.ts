// Index entries of plugins that have no package: objects in a config and single files. They may tap every hook, being the user's own code.
import {
  type CodexError,
  codexError,
  HOOKS,
  type HookName,
  isPlugin,
  type Plugin,
} from '@codex-ml/plugin-api';
import type { PackageSource } from '../discovery/candidate.js';
import { LOCAL_NAMESPACE } from '../manifest/parse-manifest.js';
import { applyShims } from '../negotiation/contract-shims.js';
import { negotiate } from '../negotiation/negotiate.js';
import type { IndexingRules } from './index-package.js';
import type { IndexedCapability, IndexedPackage, PackageRef } from './indexed.js';

export interface LocalPlugin {
  /** File as the user wrote it, or the place in the config. */
  readonly name: string;
  readonly source: PackageSource;
  /** Folder or file it comes from. */
  readonly root: string;
  /** What the file or the config holds. */
  readonly value: unknown;
  /** Why there is no value. */
  readonly error?: CodexError | undefined;
}

export interface IndexedLocalPlugin {
  readonly entry: IndexedPackage;
  readonly plugin?: Plugin | undefined;
}

const ALL_HOOKS = Object.freeze(Object.keys(HOOKS) as HookName[]);

/** Index one such plugin under the namespace `local`. */
export function indexLocalPlugin(local: LocalPlugin, rules: IndexingRules): IndexedLocalPlugin {
  const { name, source, root, value } = local;
  const reference: PackageRef = { name, version: '0.0.0', root };
  const shared = { ...reference, namespace: LOCAL_NAMESPACE, source, presets: {} };
  if (local.error !== undefined || !isPlugin(value)) {
    const error = local.error ?? codexError('CML3209', { id: name }, { plugin: name });
    return {
      entry: { ...shared, status: 'broken', errors: [error], remarks: [], warnings: [], capabilities: [] },
    };
  }
  const id = `${LOCAL_NAMESPACE}/${value.id}`;
  const verdict = negotiate({ id, kind: value.kind, range: value.apiVersion }, rules.host);
  const problem = verdict.status === 'ok' ? undefined : verdict.problem;
  const forced =
    problem !== undefined && (rules.allowIncompatible.has(id) || rules.allowIncompatible.has(name));
  const warnings: string[] = [];
  if (verdict.status === 'ok' && verdict.note !== undefined) warnings.push(verdict.note);
  if (problem !== undefined && forced) {
    warnings.push(`${problem.title}; it is used all the same, because \`allowIncompatible\` names it`);
  }
  const refused = problem !== undefined && !forced;
  const capability: IndexedCapability = {
    kind: value.kind,
    id,
    shortId: value.id,
    package: reference,
    source,
    summary: value.summary ?? `from ${name}`,
    apiVersion: value.apiVersion,
    deprecation: verdict.status === 'ok' ? verdict.note : undefined,
    status: refused ? 'incompatible' : 'ok',
    problem,
    forced,
    hooks: ALL_HOOKS,
    network: true,
    native: false,
    entry: null,
    optionsFile: null,
  };
  const entry: IndexedPackage = {
    ...shared,
    status: capability.status,
    errors: refused ? [problem] : [],
    remarks: [],
    warnings,
    capabilities: [capability],
  };
  return { entry, plugin: verdict.status === 'ok' ? applyShims(value, verdict.shims) : value };
}
