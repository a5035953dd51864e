// What happens to each sample before it is tokenized: safety checks, then the `data.sample` hook. Both come in as plain functions.
import { codexError, type JsonObject, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { requireMessages } from '../chat/require-messages.js';
import type { NamedCheck } from '../safety/inspect-text.js';
import { checkSample, conversationText } from './check-sample.js';

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

/**
 * Make the pipeline of a run. Each call of it is one pass over a split, counted in the tally given to it. Checks see every message
 * of a conversation by itself; the hook sees what they left, and may change texts, messages and ranges.
 * @throws CML4359 where the hook changes a text without what belongs to it, CML4360 for messages that are none
 */
export function createSamplePipeline(options: SamplePipelineOptions): SamplePipeline {
  return async function* (samples, split, tally = emptyTally()) {
    for await (const sample of samples) {
      tally.seen++;
      const checked = await checkSample(sample, options, tally);
      if (checked === null) continue;
      const result =
        options.transform === undefined
          ? checked
          : transformed(checked, options.transform({ ...checked, split }));
      if (result === null) {
        tally.droppedByHook++;
        continue;
      }
      tally.kept++;
      yield result;
    }
  };
}

/** What the hook made of a sample, without what it may have added. */
function transformed(before: Sample, result: Sample | null): Sample | null {
  if (result === null) return null;
  const { id, text, learn, messages, tools } = result;
  const refuse = (what: string) => codexError('CML4359', { sample: id, what }, { hook: 'data.sample' });
  const changed = text !== before.text;
  if (messages !== undefined) {
    if (changed && messages === before.messages) throw refuse('its messages');
    requireMessages(messages, id);
    return { id, text: conversationText(messages), messages, ...(tools === undefined ? {} : { tools }) };
  }
  if (changed && learn !== undefined && learn === before.learn) {
    throw refuse('the parts of it that are learned');
  }
  return { id, text, ...(learn === undefined ? {} : { learn }) };
}
