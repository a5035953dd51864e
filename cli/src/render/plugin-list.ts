// The listing of plugins: one line each, then what is wrong with those that cannot be used.
import type { IndexedCapability, IndexedPackage } from '@codex-ml/kernel';
import type { CodexError } from '@codex-ml/plugin-api';
import { renderTable } from './table.js';

export interface PluginListing {
  readonly capabilities: readonly IndexedCapability[];
  /** Packages to explain: broken or incompatible ones. */
  readonly packages: readonly IndexedPackage[];
  /** The short id where it is unique, else the full one. */
  readonly nameOf: (capability: IndexedCapability) => string;
}

export function renderPluginList({ capabilities, packages, nameOf }: PluginListing): string {
  const rows = capabilities.map((capability) => [
    nameOf(capability),
    capability.kind,
    capability.package.name,
    capability.package.version,
    capability.apiVersion === '' ? '-' : capability.apiVersion,
    capability.forced ? 'ok (incompatible, but allowed)' : capability.status,
  ]);
  // A package whose manifest cannot be read has no capabilities to list, and must not vanish.
  const unreadable = packages.filter(({ capabilities: own }) => own.length === 0);
  rows.push(...unreadable.map(({ name, version, status }) => ['-', '-', name, version, '-', status]));
  if (rows.length === 0) return 'no plugins';
  const table = renderTable([['id', 'kind', 'package', 'version', 'API', 'status'], ...rows]);
  const problems = packages.filter(({ status }) => status !== 'ok').map(renderProblems);
  return [table, ...problems].join('\n\n');
}

function renderProblems({ name, status, errors }: IndexedPackage): string {
  return [`${status}: ${name}`, ...errors.map((error) => `  ${describeProblem(error)}`)].join('\n');
}

/** One line: code, title and place. */
export function describeProblem({ code, title, where }: CodexError): string {
  const place = where === undefined ? [] : [where.file, where.line, where.column];
  const at = place.filter((part) => part !== undefined).join(':');
  return `${code}: ${title}${at === '' ? '' : ` (${at})`}`;
}
