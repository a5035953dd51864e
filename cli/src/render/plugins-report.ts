// What `plugins doctor` found: a line for each package, and below it what is wrong with what to do.
import type { CheckStatus } from '@codex-ml/runtime';
import type { PackageCheck, PluginFinding, PluginsReport } from '../check-plugin-packages.js';
import type { StatusPaint } from '../terminal/colours.js';

const VERDICTS: Readonly<Record<CheckStatus, string>> = {
  ok: 'every plugin can be used; `codex-ml plugins validate` checks what their code does',
  warn: 'every plugin can be used, with the remarks above',
  fail: 'only runs that use a failing plugin are concerned',
};

export function renderPluginsReport(
  { status, packages, findings }: PluginsReport,
  paint: StatusPaint,
): string {
  const lines = packages.flatMap((entry) => [
    headingOf(entry, paint),
    ...entry.findings.flatMap(renderFinding),
  ]);
  const general = findings.flatMap((finding) => [
    `${paint('warn')}  ${sentenceOf(finding)}`,
    ...hintsOf(finding),
  ]);
  return [...lines, ...general, '', VERDICTS[status]].join('\n');
}

function headingOf(entry: PackageCheck, paint: StatusPaint): string {
  const { name, version, source, status, provides, presets } = entry;
  const counts = [count(provides.length, 'plugin'), count(presets.length, 'preset')].filter(
    (text) => text !== '',
  );
  return `${paint(status, status.padEnd(4))}  ${name} ${version} (${source}): ${counts.join(', ') || 'nothing'}`;
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function renderFinding(finding: PluginFinding): string[] {
  return [`      ${sentenceOf(finding)}`, ...hintsOf(finding)];
}

function sentenceOf({ code, message }: PluginFinding): string {
  return code === null ? message : `${code}: ${message}`;
}

function hintsOf({ hints }: PluginFinding): string[] {
  return hints.map((hint) => `        = hint: ${hint}`);
}
