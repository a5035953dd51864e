// What is wrong with the plugins in reach, package by package, and what to do about it. Reads files; runs no plugin code.
import type { IndexedPackage, Kernel } from '@codex-ml/kernel';
import { CATALOGUE, type CodexError, type ErrorCode } from '@codex-ml/plugin-api';
import type { CheckStatus } from '@codex-ml/runtime';

export interface PluginFinding {
  readonly status: CheckStatus;
  /** Code of the catalogue; null for a remark that has none. */
  readonly code: ErrorCode | null;
  readonly message: string;
  /** What to do, the most specific first. */
  readonly hints: readonly string[];
}

export interface PackageCheck {
  readonly name: string;
  readonly version: string | null;
  readonly source: string | null;
  /** `fail` where something of it cannot be used, `warn` where all of it can. */
  readonly status: CheckStatus;
  readonly provides: readonly string[];
  /** Full names. */
  readonly presets: readonly string[];
  readonly findings: readonly PluginFinding[];
}

export interface PluginsReport {
  /** The worst status. */
  readonly status: CheckStatus;
  readonly packages: readonly PackageCheck[];
  /** What concerns no single package. */
  readonly findings: readonly PluginFinding[];
}

/** @param commands errors of packages whose commands are left out, CML3320 and CML3321 */
export function checkPluginPackages(
  kernel: Pick<Kernel, 'packages' | 'warnings'>,
  commands: readonly CodexError[],
  isWanted: (entry: IndexedPackage) => boolean = () => true,
): PluginsReport {
  const all = kernel.packages();
  const packages = all.filter(isWanted).map((entry) =>
    checkPackage(
      entry,
      commands.filter(({ plugin }) => plugin === entry.name),
    ),
  );
  const said = new Set(all.flatMap(({ warnings }) => warnings));
  const findings = [
    ...kernel
      .warnings()
      .filter((warning) => !said.has(warning))
      .map(remark),
    ...commands.filter(({ plugin }) => !all.some(({ name }) => name === plugin)).map(warned),
  ];
  const status = worst([...packages, ...findings].map((one) => one.status));
  return { status, packages, findings };
}

function checkPackage(entry: IndexedPackage, commands: readonly CodexError[]): PackageCheck {
  const { name, version, namespace, source, errors, remarks, warnings, capabilities } = entry;
  // A remark is among the warnings as a sentence, with its code.
  const coded = new Set(remarks.map(({ code }) => code as string));
  const sentences = warnings.filter((warning) => !coded.has(/\((CML\d{4})\)$/.exec(warning)?.[1] ?? ''));
  const findings = [
    ...errors.map((error): PluginFinding => ({ ...warned(error), status: 'fail' })),
    ...[...remarks, ...commands].map(warned),
    ...sentences.map(remark),
  ];
  return {
    name,
    version,
    source,
    status: worst(findings.map((finding) => finding.status)),
    provides: capabilities.map(({ kind, id }) => `${kind}:${id}`),
    presets: Object.keys(entry.presets).map((preset) => `${namespace}/${preset}`),
    findings,
  };
}

function warned({ code, title, hints }: CodexError): PluginFinding {
  return { status: 'warn', code, message: title, hints: [...hints, CATALOGUE[code].remedy] };
}

function remark(message: string): PluginFinding {
  return { status: 'warn', code: null, message, hints: [] };
}

function worst(statuses: readonly CheckStatus[]): CheckStatus {
  if (statuses.includes('fail')) return 'fail';
  return statuses.includes('warn') ? 'warn' : 'ok';
}
