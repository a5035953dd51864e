// The report of a run: what happened, in numbers that were measured, as data and as Markdown.
import type { RunStatus } from '@codex-ml/plugin-api';
import type { MemoryUse } from '../train/train-loop.js';

export interface TrainReport {
  readonly runId: string;
  /** Run folder, relative to the config file. */
  readonly folder: string;
  readonly status: RunStatus;
  readonly step: number;
  readonly plannedSteps: number;
  readonly stoppedEarly: boolean;
  /** Update the process continued from, or null. */
  readonly resumedFrom: number | null;
  readonly parameters: number;
  /** Of the training split. */
  readonly trainingTokens: number;
  /** Targets seen by the updates of the whole run. */
  readonly tokens: number;
  readonly vocabularySize: number;
  /** Values of the last evaluation on the validation split. */
  readonly validation: Readonly<Record<string, number | null>> | null;
  /** Plugin whose weights were validated, such as averaged ones; null for the model's own. */
  readonly validationWeights: string | null;
  /** Largest memory of the process that wrote this report, in bytes; null where it trained nothing. */
  readonly memory: MemoryUse | null;
  readonly best: { readonly metric: string; readonly value: number; readonly step: number } | null;
  /** Lines about everything that did not work as asked: disabled trackers and taps, skipped samples, fallbacks. */
  readonly notices: readonly string[];
}

/** The report as Markdown. */
export function renderReport(report: TrainReport): string {
  const lines = [
    `# Run ${report.runId}`,
    '',
    `Status: **${report.status}** at step ${report.step} of ${report.plannedSteps}${report.stoppedEarly ? ', stopped early because nothing improved' : ''}.`,
    report.resumedFrom === null ? '' : `Continued from step ${report.resumedFrom}.`,
    '',
    '| | |',
    '|---|---|',
    `| parameters | ${report.parameters.toLocaleString('en-US')} |`,
    `| vocabulary | ${report.vocabularySize} |`,
    `| tokens of the training split | ${report.trainingTokens.toLocaleString('en-US')} |`,
    ...memoryLines(report.memory),
    `| tokens trained on | ${report.tokens.toLocaleString('en-US')} |`,
    ...(report.best === null
      ? []
      : [
          `| best ${report.best.metric} (validation) | ${formatValue(report.best.value)} at step ${report.best.step} |`,
        ]),
    ...Object.entries(report.validation ?? {}).map(
      ([metric, value]) =>
        `| last ${metric} (validation) | ${value === null ? 'no value' : formatValue(value)} |`,
    ),
    ...(report.validationWeights === null
      ? []
      : ['', `Validation scored the weights of \`${report.validationWeights}\`; \`--weights\` takes them.`]),
    '',
    '## Notices',
    '',
    ...(report.notices.length === 0 ? ['None.'] : report.notices.map((notice) => `- ${notice}`)),
    '',
    '## Files',
    '',
    'Rows are in `metrics.ndjson` and `metrics.csv`, weights in `checkpoints/` (`best.json` and `last.json` name the ones to use),',
    'the whole configuration with the origin of each value in `config.resolved.json` and `config.origins.json`,',
    'what text there was, how it was split and what made its tokens in `data.manifest.json`.',
    '',
  ];
  return lines.filter((line, i) => line !== '' || lines[i - 1] !== '').join('\n');
}

/** In megabytes of 10^6 bytes. */
function memoryLines(memory: MemoryUse | null): string[] {
  if (memory === null) return [];
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
  return [
    `| memory, at its largest | ${megabytes(memory.peakResidentBytes)}, ${megabytes(memory.enginePeakBytes)} of it arrays of the engine |`,
  ];
}

function formatValue(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(5);
}
