// What happens to each sample before it is tokenized: safety checks, then the `data.sample` hook. Both come in as plain functions.
import type { JsonObject, Sample, SplitName } from '@codex-ml/plugin-api';
import { inspectText, type NamedCheck } from '../safety/inspect-text.js';

export type SplitSample = Sample & { readonly split: SplitName };

export interface SamplePipelineOptions {
  readonly checks: readonly NamedCheck[];
  /** The `data.sample` hook; null drops the sample. */
  readonly transform?: ((sample: SplitSample) => SplitSample | null) | undefined;
  /** A check that raised. The sample is dropped as if denied; the caller reports it. */
  readonly onCheckError: (check: string, sampleId: string, error: unknown) => void;
}

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

export type SamplePipeline = (
  samples: AsyncIterable<Sample>,
  split: SplitName,
  tally?: SampleTally,
) => AsyncIterable<Sample>;

export function emptyTally(): SampleTally {
  return { seen: 0, kept: 0, droppedByHook: 0, dropped: {}, redacted: {} };
}

/** Tally as JSON, rules in alphabetical order. */
export function tallyToJson(tally: SampleTally): JsonObject {
  const sorted = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...tally, dropped: sorted(tally.dropped), redacted: sorted(tally.redacted) };
}

/** Make the pipeline of a run. Each call of it is one pass over a split, counted in the tally given to it. */
export function createSamplePipeline(options: SamplePipelineOptions): SamplePipeline {
  return async function* (samples, split, tally = emptyTally()) {
    for await (const sample of samples) {
      tally.seen++;
      const text = await checkText(sample, options, tally);
      if (text === null) continue;
      const checked = text === sample.text ? sample : { ...sample, text };
      const result = options.transform === undefined ? checked : options.transform({ ...checked, split });
      if (result === null) {
        tally.droppedByHook++;
        continue;
      }
      tally.kept++;
      yield { id: result.id, text: result.text };
    }
  };
}

/** The text after all checks, or null where one denies it or fails. */
async function checkText(
  sample: Sample,
  { checks, onCheckError }: SamplePipelineOptions,
  tally: SampleTally,
): Promise<string | null> {
  const { text, redacted, denial } = await inspectText(checks, sample.text, 'data');
  for (const rule of redacted) add(tally.redacted, rule);
  if (denial === null) return text;
  if ('error' in denial) {
    onCheckError(denial.check, sample.id, denial.error);
    add(tally.dropped, `${denial.check}: check failed`);
  }
  for (const rule of denial.rules) add(tally.dropped, rule);
  return null;
}

function add(counts: Record<string, number>, rule: string): void {
  counts[rule] = (counts[rule] ?? 0) + 1;
}
