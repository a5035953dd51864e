// What is known of a run before its model is looked at.
import type { Tokenizer } from '@codex-ml/plugin-api';

export interface PlannedRun {
  readonly tokenizer: Tokenizer;
  /** Whether there is a validation split. */
  readonly evaluates: boolean;
  /** Whether batches say which document each place belongs to. */
  readonly documents: boolean;
  readonly signal: AbortSignal;
}
