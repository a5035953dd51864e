// Turns one discovered package into its index entry: manifest, negotiation, presence of files. Imports no plugin code.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CodexError,
  codexError,
  MANIFEST_FIELD,
  type PluginManifest,
  type Provides,
} from '@codex-ml/plugin-api';
import type { PackageCandidate } from '../discovery/candidate.js';
import { checkPeers } from '../discovery/check-peers.js';
import { displayPath } from '../discovery/read-package-json.js';
import { type ParsedManifest, parseManifest } from '../manifest/parse-manifest.js';
import { salvageManifest } from '../manifest/salvage-provides.js';
import { type HostVersions, negotiate } from '../negotiation/negotiate.js';
import type { IndexedCapability, IndexedPackage, PackageRef, PluginStatus } from './indexed.js';
import type { ManifestCache } from './manifest-cache.js';

export interface IndexingRules {
  readonly host: HostVersions;
  /** Package names and full ids whose API range is not enforced. */
  readonly allowIncompatible: ReadonlySet<string>;
  readonly cache?: ManifestCache | undefined;
}

/** Index one package. Problems are kept in the entry, never thrown. */
export function indexPackage(candidate: PackageCandidate, rules: IndexingRules): IndexedPackage {
  const { root, json } = candidate;
  const version = typeof json?.['version'] === 'string' ? json['version'] : '0.0.0';
  const reference: PackageRef = { name: candidate.name, version, root };
  if (json === null || root === null) {
    return brokenPackage(candidate, reference, candidate.error === undefined ? [] : [candidate.error]);
  }
  const file = displayPath(join(root, 'package.json'));
  const parsed = readManifest(candidate, json[MANIFEST_FIELD], file, rules.cache);
  if (parsed.manifest === undefined) return brokenPackage(candidate, reference, parsed.errors);

  const { manifest } = parsed;
  const warnings: string[] = [];
  const capabilities = manifest.provides.map((provided) =>
    indexProvided(provided, manifest, candidate, reference, root, rules, warnings),
  );
  const errors = capabilities.flatMap(({ problem, forced }) =>
    problem === undefined || forced ? [] : [problem],
  );
  const presets: Record<string, string> = {};
  for (const [name, path] of Object.entries(manifest.presets)) {
    const absolute = join(root, path);
    if (existsSync(absolute)) presets[name] = absolute;
    else errors.push(missingFile(`${manifest.namespace}/${name}`, candidate.name, 'preset', path));
  }
  const peers = checkPeers(candidate.name, root, json);
  errors.push(...peers.errors);
  const remarks = [...(candidate.remarks ?? []), ...peers.remarks];
  warnings.push(...remarks.map(describeRemark));
  return {
    ...reference,
    namespace: manifest.namespace,
    source: candidate.source,
    status: worstStatus(capabilities, errors),
    errors,
    remarks,
    warnings: [...new Set(warnings)],
    // A peer that is missing keeps every module of the package from loading.
    capabilities:
      peers.errors.length === 0 ? capabilities : capabilities.map((one) => breakOff(one, peers.errors[0]!)),
    presets,
  };
}

/** The cache holds manifests that were valid; those that are not are diagnosed each time. */
function readManifest(
  { name, text }: PackageCandidate,
  field: unknown,
  file: string,
  cache: ManifestCache | undefined,
): ParsedManifest {
  const known = text === undefined ? undefined : cache?.get(text);
  if (known !== undefined) return { manifest: known, errors: [] };
  const parsed = parseManifest(name, field, file);
  if (parsed.manifest !== undefined && text !== undefined) cache?.set(text, parsed.manifest);
  return parsed;
}

function describeRemark({ code, title }: CodexError): string {
  return `${title} (${code})`;
}

function breakOff(capability: IndexedCapability, problem: CodexError): IndexedCapability {
  return capability.status === 'broken'
    ? capability
    : { ...capability, status: 'broken', problem, forced: false };
}

function indexProvided(
  provided: Provides,
  manifest: PluginManifest,
  candidate: PackageCandidate,
  reference: PackageRef,
  root: string,
  { host, allowIncompatible }: IndexingRules,
  warnings: string[],
): IndexedCapability {
  const id = `${manifest.namespace}/${provided.id}`;
  const name = candidate.name;
  const range = provided.apiVersion ?? manifest.apiVersion;
  const entry = join(root, provided.entry);
  const optionsFile = join(root, provided.options);
  const base = {
    kind: provided.kind,
    id,
    shortId: provided.id,
    package: reference,
    source: candidate.source,
    summary: provided.summary,
    apiVersion: range,
    hooks: manifest.hooks,
    network: manifest.network,
    native: manifest.native,
    entry,
    optionsFile,
  };
  const missing = !existsSync(entry)
    ? missingFile(id, name, 'entry', provided.entry)
    : !existsSync(optionsFile)
      ? missingFile(id, name, 'options', provided.options)
      : undefined;
  if (missing !== undefined) return { ...base, status: 'broken', problem: missing, forced: false };

  const verdict = negotiate({ id, kind: provided.kind, range, packageName: name }, host);
  if (verdict.status === 'ok') {
    if (verdict.note !== undefined) warnings.push(verdict.note);
    return { ...base, status: 'ok', forced: false, deprecation: verdict.note };
  }
  if (!allowIncompatible.has(name) && !allowIncompatible.has(id)) {
    return { ...base, status: 'incompatible', problem: verdict.problem, forced: false };
  }
  warnings.push(`${verdict.problem.title}; it is used all the same, because \`allowIncompatible\` names it`);
  return { ...base, status: 'ok', problem: verdict.problem, forced: true };
}

function brokenPackage(
  candidate: PackageCandidate,
  reference: PackageRef,
  errors: readonly CodexError[],
): IndexedPackage {
  const { namespace, apiVersion, provides } = salvageManifest(candidate.json?.[MANIFEST_FIELD]);
  const capabilities = provides.map(
    ({ kind, shortId, summary }): IndexedCapability => ({
      kind,
      id: `${namespace ?? candidate.name}/${shortId}`,
      shortId,
      package: reference,
      source: candidate.source,
      summary,
      apiVersion,
      status: 'broken',
      problem: errors[0],
      forced: false,
      hooks: [],
      network: false,
      native: false,
      entry: null,
      optionsFile: null,
    }),
  );
  const { source } = candidate;
  return {
    ...reference,
    namespace,
    source,
    status: 'broken',
    errors,
    remarks: candidate.remarks ?? [],
    warnings: (candidate.remarks ?? []).map(describeRemark),
    capabilities,
    presets: {},
  };
}

function missingFile(id: string, name: string, role: string, file: string): CodexError {
  const hints =
    role === 'options'
      ? ['build the package: `codex-ml plugins build` writes the file from the options']
      : [];
  return codexError('CML3107', { id, name, role, file }, { plugin: id, hints });
}

function worstStatus(
  capabilities: readonly IndexedCapability[],
  errors: readonly CodexError[],
): PluginStatus {
  if (errors.length === 0) return 'ok';
  const blamed = capabilities.filter(({ status }) => status === 'incompatible').length;
  return blamed === errors.length ? 'incompatible' : 'broken';
}
