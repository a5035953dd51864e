// What `doctor` found, one check a line, with what to do below those that are not ok.

import type { CheckStatus, DoctorReport } from '@codex-ml/runtime';
import type { StatusPaint } from '../terminal/colours.js';

const VERDICTS: Readonly<Record<CheckStatus, string>> = {
  ok: 'everything is ready',
  warn: 'codex-ml works here, with the remarks above',
  fail: 'codex-ml cannot work here until the failures above are mended',
};

export function renderDoctorReport({ status, checks }: DoctorReport, paint: StatusPaint): string {
  const lines = checks.flatMap((check) => [
    `${paint(check.status, check.status.padEnd(4))}  ${check.name}: ${check.message}`,
    ...check.hints.map((hint) => `      ${hint}`),
  ]);
  return [...lines, '', VERDICTS[status]].join('\n');
}
