// What `train --plan` says.
import type { PlanReport } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { formatBytes, formatDuration, formatFlops } from './format-quantity.js';
import { renderTable } from './table.js';

const GROUP_NAMES: Readonly<Record<string, string>> = { feedForward: 'feed-forward' };

export function describePlan(report: PlanReport): string {
  const { runId, engine, device, model, parameters, flops, memory, time, measured } = report;
  const count = (value: number) => value.toLocaleString('en-US');
  const groups = Object.entries(parameters.groups).filter(([, size]) => size > 0);
  const tied = parameters.tiedHead ? 'the head shares the token table' : '';
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
      ['TIME', formatDuration(time.seconds), time.basis, 'all steps; without evaluations and checkpoints'],
      [
        '  per step',
        formatDuration(time.secondsPerStep),
        time.basis,
        `${formatNumber(Math.round(time.tokensPerSecond))} tokens/s`,
      ],
      ...(rate === null
        ? []
        : [['  matrix products', `${formatFlops(rate)}/s`, 'measured', "at this model's sizes"]]),
      ...(measured === null
        ? []
        : [
            ['MEASURED', `${measured.updates} steps`, 'measured', 'after one that was not timed'],
            ['  per step', formatDuration(measured.secondsPerStep), 'measured', ''],
            ['  resident memory', formatBytes(measured.peakResidentBytes), 'measured', 'at its largest'],
            ['  engine', formatBytes(measured.enginePeakBytes), 'measured', 'arrays, at their largest'],
          ]),
    ]),
    '',
    `arithmetic: ${flops.formula} (${flops.source})`,
    `time: ${time.method}`,
    ...(memory.bytes > memory.available ? ['this run needs more memory than the machine has'] : []),
    ...(measured === null ? ['`--plan --measure` runs some real steps'] : []),
  ].join('\n');
}

function percent(share: number): string {
  return `${formatNumber(Math.round(share * 1000) / 10)} %`;
}
