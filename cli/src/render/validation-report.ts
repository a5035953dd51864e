// What `plugins validate` found: one line a group, then each finding with what was expected, what was seen, and how to mend it.
import {
  CHECKS,
  type CheckResult,
  type Finding,
  GROUPS,
  type PackageReport,
  type ValidationReport,
} from '@codex-ml/testkit/validate';
import type { StatusPaint, StatusWord } from '../terminal/colours.js';

export interface ValidationLook {
  readonly paint: StatusPaint;
  /** Every check with its outcome, also those that passed. */
  readonly verbose: boolean;
}

export function renderValidation(report: ValidationReport, look: ValidationLook): string {
  const { packages, totals, ok } = report;
  const blocks = packages.map((one) => renderPackage(one, look));
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const parts = [
    `${totals.passed} passed`,
    look.paint(totals.failed > 0 ? 'fail' : 'ok', `${totals.failed} failed`),
    ...(totals.warned > 0 ? [look.paint('warn', `${totals.warned} with warnings`)] : []),
    ...(totals.notRun > 0 ? [`${totals.notRun} not run`] : []),
  ];
  const checks = totals.passed + totals.failed + totals.warned + totals.notRun;
  const verdict = ok ? look.paint('ok', 'valid') : look.paint('fail', 'not valid');
  blocks.push(
    `${count(packages.length, 'package')}, ${count(checks, 'check')}: ${parts.join(', ')}; ${verdict}`,
  );
  return blocks.join('\n\n');
}

function renderPackage(
  { name, version, folder, checks, findings, capabilities }: PackageReport,
  look: ValidationLook,
): string {
  const place = folder === null ? '' : ` (${folder})`;
  const what = capabilities.length === 0 ? '' : `: ${capabilities.join(', ')}`;
  const lines = [`${name} ${version}${place}${what}`];
  for (const group of GROUPS) {
    const own = checks.filter((each) => each.group === group);
    if (own.length > 0) lines.push(groupLine(group, own, look));
    if (look.verbose) lines.push(...own.map((each) => checkLine(each, look)));
  }
  return [lines.join('\n'), ...findings.map((one) => renderFinding(one, look))].join('\n\n');
}

function groupLine(group: string, checks: readonly CheckResult[], { paint }: ValidationLook): string {
  const number = (status: CheckResult['status']) => checks.filter((each) => each.status === status).length;
  const [passed, failed, warned, notRun] = [
    number('passed'),
    number('failed'),
    number('warned'),
    number('not-run'),
  ];
  const word: StatusWord = failed > 0 ? 'fail' : warned > 0 ? 'warn' : 'ok';
  const shown = passed + failed + warned === 0 ? '—   ' : paint(word, word.padEnd(4));
  const counts = [
    `${passed} of ${checks.length} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warned > 0 ? [`${warned} with warnings`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  return `  ${shown}  ${group.padEnd(12)}${counts.join(', ')}`;
}

const WORDS: Readonly<Record<CheckResult['status'], StatusWord>> = {
  passed: 'ok',
  failed: 'fail',
  warned: 'warn',
  'not-run': 'warn',
};

function checkLine({ check, capability, status, note }: CheckResult, { paint }: ValidationLook): string {
  const subject = capability === null ? '' : `${capability} `;
  const more = note === null ? '' : ` (${note})`;
  const shown = status === 'not-run' ? 'not run' : paint(WORDS[status], status.padEnd(7));
  return `          ${shown}  ${subject}${CHECKS[check].claim}${more}`;
}

function renderFinding(one: Finding, { paint }: ValidationLook): string {
  const { severity, code, title, check, expected, seen, where, mend } = one;
  const rows: [string, string][] = [
    ['check', check],
    ['expected', expected],
    ['seen', seen],
    ...(where === null ? [] : [['where', where] as [string, string]]),
    ...mend.map((text, at): [string, string] => [at === 0 ? 'mend' : '', text]),
  ];
  return [
    `${paint(severity === 'error' ? 'fail' : 'warn', `${severity}[${code}]`)}: ${title}`,
    ...rows.map(([label, text]) => `  ${label.padEnd(9)} ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`),
  ].join('\n');
}
