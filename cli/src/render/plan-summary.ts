// What `train --plan` says.
import type { PlanReport, TimePart } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { formatBytes, formatDuration, formatFlops } from './format-quantity.js';
import { renderTable } from './table.js';

const GROUP_NAMES: Readonly<Record<string, string>> = { feedForward: 'feed-forward' };

export function describePlan(report: PlanReport): string {
  const { runId, engine, device, model, parameters, flops, memory, time, disk, measured } = report;
  const count = (value: number) => value.toLocaleString('en-US');
  const groups = Object.entries(parameters.groups).filter(([, size]) => size > 0);
  const tied = parameters.tiedHead ? 'the head shares the token table' : '';
  const leftOut = time.parts.filter(({ secondsEach }) => secondsEach === null).map(({ name }) => name);
  const rate = time.matmulFlopsPerSecond;
  return [
    `plan of run ${runId}: ${model.architecture}, ${model.layers} layers, ${model.heads} heads, ${model.width} wide, context ${model.context}, vocabulary ${count(model.vocabularySize)}, on ${engine} (${device})`,
    '',
    renderTable([
      ['PARAMETERS', count(parameters.total), 'exact', `${count(parameters.trainable)} trained`],
      ...groups.map(([group, size]) => [
        `  ${GROUP_NAMES[group] ?? group}`,
        count(size),
        'exact',
        group === 'embeddings' ? tied : '',
      ]),
      [
        'TOKENS',
        count(report.tokens),
        'exact',
        `${count(report.steps)} steps of ${count(report.tokensPerStep)}`,
      ],
      ['ARITHMETIC', formatFlops(flops.total), 'exact', 'matrix products of the model'],
      [
        '  per step',
        formatFlops(flops.perStep),
        'exact',
        `${percent(flops.attention / flops.perStep)} of it attention`,
      ],
      ['    forward', formatFlops(flops.forward), 'exact', ''],
      ['    backward', formatFlops(flops.backward), 'exact', ''],
      ...(flops.program === null
        ? []
        : [['    in the program', formatFlops(flops.program), 'exact', 'as the engine will run it']]),
      [
        'MEMORY',
        formatBytes(memory.bytes),
        'estimated',
        `of ${formatBytes(memory.available)} of this machine`,
      ],
      ...memory.parts.map(({ name, bytes, basis }) => [`  ${name}`, formatBytes(bytes), basis, '']),
      [
        'TIME',
        durationOf(time.seconds),
        time.seconds === null ? '' : 'estimated',
        leftOut.length === 0 ? 'from the first evaluation to the end' : `without ${leftOut.join(' and ')}`,
      ],
      ...time.parts.map(({ name, count: times, secondsEach, basis }) => [
        `  ${name}`,
        durationOf(secondsEach === null ? null : times * secondsEach),
        secondsEach === null ? '' : basis,
        partDetail(report, name, times, secondsEach),
      ]),
      [
        '  per step',
        durationOf(time.secondsPerStep),
        time.secondsPerStep === null ? '' : time.basis,
        time.tokensPerSecond === null ? '' : `${formatRate(time.tokensPerSecond)} tokens/s`,
      ],
      ...(rate === null
        ? []
        : [['  matrix products', `${formatFlops(rate)}/s`, 'measured', "at this model's sizes"]]),
      [
        'DISK',
        formatBytes(disk.bytes),
        'estimated',
        `${disk.checkpoints} checkpoints of ${formatBytes(disk.checkpointBytes)}; ${formatBytes(disk.available)} are free`,
      ],
      ...(measured === null
        ? []
        : [
            [
              'MEASURED',
              `${measured.updates} steps`,
              'measured',
              time.basis === 'measured'
                ? 'after some to warm up'
                : `of ${measured.microBatches} micro-batches, after some to warm up`,
            ],
            ['  per step', formatDuration(measured.secondsPerStep), 'measured', ''],
            [
              '  resident memory',
              formatBytes(measured.peakResidentBytes),
              'measured',
              'of this plan, at its largest',
            ],
            ['  engine', formatBytes(measured.enginePeakBytes), 'measured', 'arrays, at their largest'],
          ]),
    ]),
    '',
    `arithmetic: ${flops.formula} (${flops.source})`,
    `time: ${time.method}`,
    ...(memory.bytes > memory.available ? ['this run needs more memory than the machine has'] : []),
    ...(disk.bytes > disk.available ? ['the checkpoints of this run need more disk than is free'] : []),
    ...(measured === null && memory.bytes <= memory.available
      ? ['`--plan --measure` runs some real steps']
      : []),
  ].join('\n');
}

/** Whole numbers, but of slow runs two digits. */
function formatRate(perSecond: number): string {
  return formatNumber(perSecond < 10 ? Number(perSecond.toPrecision(2)) : Math.round(perSecond));
}

function durationOf(seconds: number | null): string {
  return seconds === null ? 'unknown' : formatDuration(seconds);
}

function partDetail(
  { evaluation }: PlanReport,
  name: TimePart['name'],
  times: number,
  secondsEach: number | null,
): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const each = secondsEach === null ? '' : ` of ${formatDuration(secondsEach)}`;
  if (name === 'updates') return `${count(times)} steps`;
  if (name === 'checkpoints') return `at most ${count(times)}${each}, as each evaluation may be the best`;
  const rows = evaluation?.rows;
  const size = rows == null ? 'of a split too large to count' : `of ${count(rows)} sequences`;
  return `${count(times)}${each}, ${size}`;
}

function percent(share: number): string {
  return `${formatNumber(Math.round(share * 1000) / 10)} %`;
}
