// What safety checks and hooks did to the samples of a split, in numbers.
import type { JsonObject } from '@codex-ml/plugin-api';

/** Counts of one pass over a split. */
export interface SampleTally {
  /** Samples that came in. */
  seen: number;
  /** Samples that went on to the tokenizer. */
  kept: number;
  droppedByHook: number;
  /** Samples dropped by safety, by the rules that were found (one sample may count for several). */
  readonly dropped: Record<string, number>;
  /** Places redacted, by rule. */
  readonly redacted: Record<string, number>;
}

export function emptyTally(): SampleTally {
  return { seen: 0, kept: 0, droppedByHook: 0, dropped: {}, redacted: {} };
}

/** Tally as JSON, rules in alphabetical order. */
export function tallyToJson(tally: SampleTally): JsonObject {
  const sorted = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...tally, dropped: sorted(tally.dropped), redacted: sorted(tally.redacted) };
}
