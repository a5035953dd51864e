// One run for people: how it stands, what it reached, where everything is.

import type { JsonObject } from '@codex-ml/plugin-api';
import type { RunDetails, RunSummary } from '@codex-ml/runtime';
import type { StatusPaint } from '../terminal/colours.js';
import { formatNumber } from './format-number.js';
import { describeProblem } from './plugin-list.js';
import { describeProgress, formatTime } from './run-list.js';
import { renderTable } from './table.js';

/** What a status means beyond the word. */
const REMARKS: Readonly<Record<string, string>> = {
  killed: 'its process ended without a word; the same command continues it',
  interrupted: 'the same command continues it',
  failed: 'see errors.ndjson in its folder; the same command tries again from the last checkpoint',
};

export interface ShownRun {
  readonly run: RunSummary;
  readonly details: RunDetails;
  /** As the user would write it. */
  readonly folder: string;
}

export function renderRunDetails({ run, details, folder }: ShownRun, paint: StatusPaint): string {
  const facts: string[][] = [
    ['run', run.id],
    ['status', describeStatus(run, paint)],
    ['step', describeProgress(details)],
    ['folder', folder],
  ];
  if (run.status !== 'broken') facts.push(...describeRecord(run.record));
  if (details.validation !== null) {
    const { step, values } = details.validation;
    const shown = Object.entries(values).map(
      ([metric, value]) => `${metric} ${value === null ? 'not finite' : formatNumber(value)}`,
    );
    facts.push(['validation', `${shown.join(', ')} (step ${step})`]);
  }
  if (details.best !== null) {
    const { metric, value, step } = details.best;
    facts.push(['best', `${metric} ${formatNumber(value)} (step ${step})`]);
  }
  facts.push(['checkpoints', describeCheckpoints(details)]);
  if (run.status !== 'broken') facts.push(...describePlugins(run.record));
  return renderTable(facts);
}

function describeStatus(run: RunSummary, paint: StatusPaint): string {
  const remark = run.status === 'broken' ? describeProblem(run.problem) : REMARKS[run.status];
  return remark === undefined ? paint(run.status) : `${paint(run.status)}: ${remark}`;
}

function describeRecord(record: JsonObject): string[][] {
  const facts = [['started', formatTime(String(record['startedAt']))]];
  if (typeof record['endedAt'] === 'string') facts.push(['ended', formatTime(record['endedAt'])]);
  if (record['seed'] !== undefined) facts.push(['seed', String(record['seed'])]);
  const engine = record['engine'] as JsonObject | undefined;
  if (engine !== undefined) facts.push(['engine', `${String(engine['id'])} on ${String(engine['device'])}`]);
  return facts;
}

function describeCheckpoints({ checkpoints, best }: RunDetails): string {
  if (checkpoints.length === 0) return 'none';
  return checkpoints
    .map((step, at) => {
      const marks = [step === best?.step ? 'best' : '', at === checkpoints.length - 1 ? 'last' : ''];
      const shown = marks.filter((mark) => mark !== '').join(', ');
      return shown === '' ? String(step) : `${step} (${shown})`;
    })
    .join(', ');
}

function describePlugins(record: JsonObject): string[][] {
  const plugins = (record['plugins'] ?? []) as readonly JsonObject[];
  return plugins.map(({ kind, id, package: from, version }, at) => [
    at === 0 ? 'plugins' : '',
    `${String(kind)} ${String(id)} (${String(from)} ${String(version)})`,
  ]);
}
