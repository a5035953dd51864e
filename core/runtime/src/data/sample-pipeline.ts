// What happens to each sample before it is tokenized: safety checks, then the `data.sample` hook. Both come in as plain functions.
import { codexError, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { requireMessages } from '../chat/require-messages.js';
import { during } from '../errors/during.js';
import type { NamedCheck } from '../safety/inspect-text.js';
import { checkSample, conversationText } from './check-sample.js';
import { emptyTally, type SampleTally } from './sample-tally.js';

export type SplitSample = Sample & { readonly split: SplitName };

export interface SamplePipelineOptions {
  readonly checks: readonly NamedCheck[];
  /** The `data.sample` hook; null drops the sample. */
  readonly transform?: ((sample: SplitSample) => SplitSample | null) | undefined;
  /** A check that raised. The sample is dropped as if denied; the caller reports it. */
  readonly onCheckError: (check: string, sampleId: string, error: unknown) => void;
}

export type SamplePipeline = (
  samples: AsyncIterable<Sample>,
  split: SplitName,
  tally?: SampleTally,
) => AsyncIterable<Sample>;

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
      const { transform } = options;
      const result =
        transform === undefined
          ? checked
          : during(
              () => `sample \`${checked.id}\` of the ${split} split`,
              () => transformed(checked, transform({ ...checked, split })),
            );
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
