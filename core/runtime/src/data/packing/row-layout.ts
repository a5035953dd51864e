// What batches are made of: the rows of an epoch, each written to a batch when it is needed.
import type { TokenBatch } from '@codex-ml/plugin-api';

export interface RowLayout {
  /** Rows of an epoch. */
  readonly rows: number;
  /** Whether rows say which document each place belongs to. */
  readonly documents: boolean;
  /** Places that a row needs: at most the context. Of a few lengths only, for each is a program of its own. */
  lengthOf(row: number): number;
  /** Write a row to row `at` of a padded batch that is long enough. */
  write(batch: TokenBatch, at: number, row: number, epoch: number): void;
  /** Samples whose tokens are inputs of the row, each once, in the order of the row. */
  samplesOf(row: number, epoch: number): readonly number[];
}
