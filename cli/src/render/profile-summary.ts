// What `train --profile` says when the profiled steps are over.
import type { ProfileReport, ProfileRow } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { formatBytes, formatDuration, formatFlops } from './format-quantity.js';
import { renderTable } from './table.js';

/** Rows shown of each table; the file has them all. */
const SHOWN = 20;

/** @param files where the whole profile is, for the last line */
export function describeProfile(report: ProfileReport, files: readonly string[]): string {
  const { steps, operators, modules, utilisation, engine, device, outsideMilliseconds } = report;
  const count = steps.last - steps.first + 1;
  const total = 1000 * steps.secondsEach * count;
  const before =
    steps.secondsEachBefore === null
      ? 'no step before it was timed'
      : `${formatDuration(steps.secondsEachBefore)} before the profile`;
  return [
    `profile of steps ${steps.first} to ${steps.last} on ${engine} (${device}): ${formatDuration(steps.secondsEach)} a step, ${before}`,
    '',
    renderTable([
      ['OPERATOR', 'MS/STEP', 'SHARE', 'CALLS/STEP', 'GFLOP/S', 'BYTES/STEP'],
      ...operators.slice(0, SHOWN).map((row) => tableRow(row, count)),
      ...restOf(operators, count),
      [
        'outside of operators',
        perStep(outsideMilliseconds, count),
        percent(outsideMilliseconds / total),
        '',
        '',
        '',
      ],
    ]),
    ...(modules.length === 0
      ? []
      : [
          '',
          renderTable([
            ['READS PARAMETERS OF', 'MS/STEP', 'SHARE', 'CALLS/STEP', 'GFLOP/S', 'BYTES/STEP'],
            ...modules.slice(0, SHOWN).map((row) => tableRow(row, count)),
            ...restOf(modules, count),
          ]),
        ]),
    '',
    `model FLOPs utilisation: ${percent(utilisation.share)} (${formatFlops(utilisation.modelFlopsPerSecond)}/s of the model, of ${formatFlops(utilisation.peakFlopsPerSecond)}/s that single-precision matrix products reach on this machine with this engine, measured just now)`,
    `written to ${files.join(' and ')} of the run folder; the trace opens in ui.perfetto.dev`,
  ].join('\n');
}

function tableRow(row: ProfileRow, steps: number): string[] {
  return [
    row.name,
    perStep(row.milliseconds, steps),
    percent(row.share),
    formatNumber(row.calls / steps),
    row.gigaflopsPerSecond === null ? '' : formatNumber(Number(row.gigaflopsPerSecond.toPrecision(3))),
    row.bytes === null ? '' : formatBytes(row.bytes / steps),
  ];
}

function restOf(rows: readonly ProfileRow[], steps: number): string[][] {
  const rest = rows.slice(SHOWN);
  if (rest.length === 0) return [];
  const sum = (amountOf: (row: ProfileRow) => number) =>
    rest.reduce((total, row) => total + amountOf(row), 0);
  return [
    [
      `${rest.length} more`,
      perStep(
        sum(({ milliseconds }) => milliseconds),
        steps,
      ),
      percent(sum(({ share }) => share)),
      formatNumber(sum(({ calls }) => calls) / steps),
      '',
      '',
    ],
  ];
}

function perStep(milliseconds: number, steps: number): string {
  return formatNumber(Number((milliseconds / steps).toPrecision(3)));
}

function percent(share: number): string {
  return `${formatNumber(Math.round(share * 1000) / 10)} %`;
}
