// What the commands about data say.
import type { JsonObject, SplitName } from '@codex-ml/plugin-api';
import type {
  CacheListing,
  DataStatistics,
  Distribution,
  EncodedSplit,
  Overlap,
  SamplePreview,
  SampleTally,
  WrittenSplit,
} from '@codex-ml/runtime';
import { learnedPaint } from '../terminal/colours.js';
import { formatNumber } from './format-number.js';
import { formatBytes } from './format-quantity.js';
import { renderTable } from './table.js';
import { showToken } from './token-text.js';

const count = (value: number): string => value.toLocaleString('en-US');

const percent = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${formatNumber(Number(((100 * part) / whole).toPrecision(3)))} %`;

export interface SplitStatistics extends DataStatistics {
  readonly origin: { readonly source: string; readonly license: string | null; readonly skipped: JsonObject };
  readonly safety: SampleTally;
}

export function describeDataStatistics(split: SplitName, statistics: SplitStatistics): string {
  const { tokens, duplicates, samples, origin, safety } = statistics;
  const sums = (counts: Readonly<Record<string, unknown>>): string =>
    Object.entries(counts)
      .map(([reason, number]) => `${reason} ${number}`)
      .join(', ');
  const optional = (name: string, counts: Readonly<Record<string, unknown>>): string[][] =>
    Object.keys(counts).length === 0 ? [] : [[name, sums(counts)]];
  return `${renderTable([
    ['SPLIT', split],
    ['source', origin.source],
    ...(origin.license === null ? [] : [['license', origin.license]]),
    ['samples', count(samples)],
    ...(statistics.conversations === 0 ? [] : [['conversations', count(statistics.conversations)]]),
    ['text', formatBytes(statistics.bytes)],
    ['bytes of a sample', distribution(statistics.sampleBytes)],
    ...(tokens === null
      ? []
      : [
          ['tokens', count(tokens.total)],
          ['learned tokens', `${count(tokens.learned)} (${percent(tokens.learned, tokens.total)})`],
          ['tokens of a sample', distribution(tokens.ofSample)],
        ]),
    ['empty samples', count(statistics.empty)],
    [
      'repeated texts',
      `${count(duplicates.exact)}, apart from case and white space ${count(duplicates.normalized)}`,
    ],
    ...optional('left out by the dataset', origin.skipped),
    ...optional('dropped by safety', safety.dropped),
    ...optional('redacted', safety.redacted),
    ...(safety.droppedByHook === 0 ? [] : [['dropped by hooks', count(safety.droppedByHook)]]),
  ])}\n`;
}

function distribution(values: Distribution | null): string {
  if (values === null) return '-';
  const { shortest, mean, median, p90, p99, longest } = values;
  return `${count(shortest)} to ${count(longest)}, mean ${formatNumber(mean)}, median ${count(median)}, 90 % ${count(p90)}, 99 % ${count(p99)}`;
}

/** The text of a sample; what is learned is coloured, or in brackets where there are no colours. */
export function describePreview({ id, tokens, learned, runs }: SamplePreview): string {
  const paint = learnedPaint();
  const text = runs.map((run) => paint(run.learned, run.tokens.join(''))).join('');
  const shown = runs.reduce((sum, run) => sum + run.ids.length, 0);
  const rest = shown < tokens ? ` … ${count(tokens - shown)} more tokens` : '';
  return `--- ${id}: ${count(tokens)} tokens, ${count(learned)} learned\n${text}${rest}\n`;
}

export function tabulatePreview({ id, tokens, learned, runs }: SamplePreview): string {
  const rows = runs.flatMap((run) =>
    run.ids.map((token, i) => [String(token), showToken(run.tokens[i]!), run.learned ? 'learned' : '']),
  );
  return `--- ${id}: ${count(tokens)} tokens, ${count(learned)} learned\n${renderTable([['ID', 'TEXT', 'LOSS'], ...rows])}\n`;
}

export function describePrepared({ split, samples, tokens, bytes, cacheKey }: EncodedSplit): string {
  const kept = cacheKey === undefined ? 'not kept' : `kept as ${cacheKey.slice(0, 12)}`;
  return `${split}: ${count(samples)} samples, ${formatBytes(bytes)}, ${count(tokens.length)} tokens, ${kept}`;
}

export function describeWrittenSplit(split: string, { file, samples, bytes }: WrittenSplit): string {
  return `${split}: ${count(samples)} samples, ${formatBytes(bytes)}, ${file}`;
}

export function describeOverlap(split: string, overlap: Overlap, words: number): string {
  const { samples, exact, normalized, sharing, sequences, sharedSequences, examples } = overlap;
  const share = (part: number): string => `${count(part)} (${percent(part, samples)})`;
  return [
    renderTable([
      ['SPLIT', split],
      ['samples', count(samples)],
      ['in the training split too', share(exact)],
      ['  apart from case and white space', share(normalized)],
      [`samples that share ${words} words in a row`, share(sharing)],
      [
        '  of all such sequences',
        `${count(sharedSequences)} of ${count(sequences)} (${percent(sharedSequences, sequences)})`,
      ],
    ]),
    ...(examples.length === 0
      ? []
      : [
          '',
          renderTable([
            ['SAMPLE', 'SHARED', 'SAME TEXT AS'],
            ...examples.map(({ held, share: part, train }) => [held, percent(part, 1), train ?? '']),
          ]),
        ]),
    '',
  ].join('\n');
}

export function describeCache(entries: readonly CacheListing[]): string {
  if (entries.length === 0) return 'nothing is kept';
  return renderTable([
    ['KIND', 'FROM', 'NAME', 'SIZE', 'MADE', 'KEY', ''],
    ...entries.map(({ kind, plugin, name, bytes, made, key, problem }) => [
      kind,
      plugin,
      name,
      formatBytes(bytes),
      made.toISOString().slice(0, 16).replace('T', ' '),
      key.slice(0, 12),
      problem ?? '',
    ]),
  ]);
}
