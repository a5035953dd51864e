// How metric rows stand in a file: the seam between row files and the formats NDJSON and CSV.
import type { MetricRow } from '@codex-ml/plugin-api';

export interface RowFormat {
  /** File name extension without the dot. */
  readonly extension: string;
  /** Text before the first record, with its line end; empty where the format has none. */
  readonly header: string;
  /** One record with its line end. The same row always gives the same text. */
  encode(row: MetricRow): string;
  /** Whether `text`, made of whole lines, ends where a record ends (a quoted CSV field may span lines). */
  isComplete(text: string): boolean;
  /** The step of a record, or undefined where the text is no record of this format. */
  stepOf(record: string): number | undefined;
}
