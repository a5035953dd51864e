// One sample to ids, and which of them carry loss. It knows no files and no packing.
import { codexError, type Sample, type Tokenizer } from '@codex-ml/plugin-api';
import { BUILTIN_TEMPLATES } from '../chat/builtin-templates.js';
import type { ChatTemplate } from '../chat/chat-template.js';
import { encodeConversation } from '../chat/encode-conversation.js';
import { learnedTokens } from '../chat/learned-tokens.js';
import { requireMessages } from '../chat/require-messages.js';

export interface EncodeSampleOptions {
  readonly tokenizer: Tokenizer;
  /** Renders conversations. Default: the built-in `chatml`. */
  readonly template?: ChatTemplate | undefined;
  /** `auto`: what the sample marks; `all`: every token. */
  readonly loss: 'auto' | 'all';
  /** Token put after a text, for datasets of documents. A conversation ends as its template says. */
  readonly end?: number | undefined;
  /** Numbers from 0 to 1, 1 not among them, for tokenizers that encode at random in training. Default: encoding is deterministic. */
  readonly random?: (() => number) | undefined;
}

export interface EncodedSample {
  readonly ids: Int32Array;
  /** One per id: 1 where the token carries loss as a target, else 0. Absent: all do. */
  readonly learn?: Uint8Array | undefined;
}

/**
 * Encode a sample: a conversation through the template, anything else as the text that it is.
 * @throws CML4358 for ranges that are not in the text, CML4360 for messages that are none; what templates and masks throw
 */
export function encodeSample(sample: Sample, options: EncodeSampleOptions): EncodedSample {
  const { messages, tools, id } = sample;
  if (messages === undefined) return encodeText(sample, options);
  requireMessages(messages, id);
  const { tokenizer, template = BUILTIN_TEMPLATES.get('chatml')!, loss, random } = options;
  return encodeConversation({ messages, tools }, template, tokenizer, loss, random);
}

/** The end token is learned where the last learned range reaches the end of the text: there the model has to stop. */
function encodeText({ id, text, learn: ranges }: Sample, options: EncodeSampleOptions): EncodedSample {
  const { tokenizer, end, random } = options;
  const chance = random === undefined ? {} : { random };
  if (ranges === undefined || options.loss === 'all')
    return { ids: withEnd(tokenizer.encode(text, chance).ids, end) };
  requireRanges(ranges, text.length, id);
  const { ids, offsets } = tokenizer.encode(text, { offsets: true, ...chance });
  const learn = learnedTokens({ ids, offsets: offsets! }, ranges);
  if (end === undefined) return { ids, learn };
  const withLast = new Uint8Array(ids.length + 1);
  withLast.set(learn);
  if (ranges.at(-1)?.[1] === text.length) withLast[ids.length] = 1;
  return { ids: withEnd(ids, end), learn: withLast };
}

function requireRanges(ranges: NonNullable<Sample['learn']>, length: number, sample: string): void {
  let from = 0;
  for (const [start, end] of ranges) {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < from || end < start || end > length) {
      const problem = `[${start}, ${end}) is not in order or not within ${length} units`;
      throw codexError('CML4358', { sample, problem });
    }
    from = end;
  }
}

function withEnd(ids: Int32Array, end: number | undefined): Int32Array {
  if (end === undefined) return ids;
  const longer = new Int32Array(ids.length + 1);
  longer.set(ids);
  longer[ids.length] = end;
  return longer;
}
