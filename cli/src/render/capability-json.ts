// What `plugins list --json` says of a plugin: stable keys, plain data, no paths of this machine.
import type { IndexedCapability, IndexedPackage } from '@codex-ml/kernel';
import { errorToJson, type JsonObject } from '@codex-ml/plugin-api';

export function capabilityJson(capability: IndexedCapability): JsonObject {
  const { kind, id, shortId, source, summary, status, apiVersion, forced, hooks, network, native } =
    capability;
  const { name, version } = capability.package;
  return {
    kind,
    id,
    shortId,
    package: name,
    version,
    source,
    summary,
    status,
    apiVersion,
    forced,
    hooks: [...hooks],
    network,
    native,
    deprecation: capability.deprecation ?? null,
    problem: capability.problem === undefined ? null : (errorToJson(capability.problem) as JsonObject),
  };
}

export function packageJson(entry: IndexedPackage): JsonObject {
  const { name, version, namespace, source, status, errors, remarks, warnings, capabilities, presets } =
    entry;
  return {
    name,
    version,
    namespace,
    source,
    status,
    provides: capabilities.map(({ kind, id }) => ({ kind, id })),
    presets: Object.keys(presets).map((preset) => `${namespace}/${preset}`),
    problems: errors.map((error) => errorToJson(error) as JsonObject),
    remarks: remarks.map((remark) => errorToJson(remark) as JsonObject),
    warnings: [...warnings],
  };
}
