// Safety checks over one sample: a text as a whole, a conversation message by message. What belongs together stays together.
import type { ChatMessage, JsonObject, JsonValue, Sample } from '@codex-ml/plugin-api';
import { requireMessages } from '../chat/require-messages.js';
import { type Inspection, inspectText, type NamedCheck } from '../safety/inspect-text.js';
import type { SampleTally } from './sample-tally.js';

export interface SampleChecks {
  readonly checks: readonly NamedCheck[];
  readonly onCheckError: (check: string, sampleId: string, error: unknown) => void;
}

/** Counted where a redaction lies across an end of a learned part, so that the sample is left out. */
const TORN = 'redaction across the end of a learned part';

/** What the turns of a conversation say, as {@link Sample.text} has it. */
export function conversationText(messages: readonly ChatMessage[]): string {
  return messages.map(({ content }) => content).join('\n');
}

/** The sample after all checks, or null where one denies it or fails. @throws CML4360 for messages that are none */
export async function checkSample(
  sample: Sample,
  checks: SampleChecks,
  tally: SampleTally,
): Promise<Sample | null> {
  if (sample.messages !== undefined) requireMessages(sample.messages, sample.id);
  if (checks.checks.length === 0) return sample;
  const admit = (text: string) => inspect(text, sample.id, checks, tally);
  if (sample.messages !== undefined) return checkConversation(sample, sample.messages, admit);
  const text = await admit(sample.text);
  if (text === null || text === sample.text) return text === null ? null : sample;
  const { learn } = sample;
  if (learn === undefined) return { ...sample, text };
  const parts = await redactParts(sample.text, learn, checks.checks);
  if (parts.text === text) return { ...sample, text, learn: parts.learn };
  add(tally.dropped, TORN);
  return null;
}

type Admit = (text: string) => Promise<string | null>;

/** Every text that a template may write: contents, names, and what calls and tools hold. */
async function checkConversation(
  sample: Sample,
  messages: readonly ChatMessage[],
  admit: Admit,
): Promise<Sample | null> {
  const checked: ChatMessage[] = [];
  for (const message of messages) {
    const content = await admit(message.content);
    const name = message.name === undefined ? undefined : await admit(message.name);
    const toolCalls = await admitJson(message.toolCalls, admit);
    if (content === null || name === null || toolCalls === DENIED) return null;
    checked.push({
      ...message,
      content,
      ...(name === undefined ? {} : { name }),
      ...(toolCalls === undefined ? {} : { toolCalls: toolCalls as readonly JsonObject[] }),
    });
  }
  const tools = await admitJson(sample.tools, admit);
  if (tools === DENIED) return null;
  return {
    ...sample,
    text: conversationText(checked),
    messages: checked,
    ...(tools === undefined ? {} : { tools: tools as readonly JsonObject[] }),
  };
}

const DENIED = Symbol('denied');

/** A JSON value with its texts checked; keys are names of fields and stay. */
async function admitJson<T extends JsonValue | readonly JsonObject[] | undefined>(
  value: T,
  admit: Admit,
): Promise<JsonValue | readonly JsonValue[] | undefined | typeof DENIED> {
  if (typeof value === 'string') return (await admit(value)) ?? DENIED;
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, JsonValue][] = [];
  for (const [key, inner] of Object.entries(value) as [string, JsonValue][]) {
    const admitted = await admitJson(inner, admit);
    if (admitted === DENIED) return DENIED;
    entries.push([key, admitted as JsonValue]);
  }
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** A text after all checks, counted; null where one denies it or fails. */
async function inspect(
  original: string,
  sampleId: string,
  { checks, onCheckError }: SampleChecks,
  tally: SampleTally,
): Promise<string | null> {
  const { text, redacted, denial }: Inspection = await inspectText(checks, original, 'data');
  for (const rule of redacted) add(tally.redacted, rule);
  if (denial === null) return text;
  if ('error' in denial) {
    onCheckError(denial.check, sampleId, denial.error);
    add(tally.dropped, `${denial.check}: check failed`);
  }
  for (const rule of denial.rules) add(tally.dropped, rule);
  return null;
}

/** Redact between the ends of the learned parts, so that these can follow. */
async function redactParts(
  text: string,
  learn: NonNullable<Sample['learn']>,
  checks: readonly NamedCheck[],
): Promise<{ readonly text: string; readonly learn: NonNullable<Sample['learn']> }> {
  const moved = new Map<number, number>();
  let redacted = '';
  let from = 0;
  for (const cut of [...new Set([0, ...learn.flat(), text.length])].sort((a, b) => a - b)) {
    const part = text.slice(from, cut);
    if (part !== '') redacted += (await inspectText(checks, part, 'data')).text ?? part;
    moved.set(cut, redacted.length);
    from = cut;
  }
  return { text: redacted, learn: learn.map(([start, end]) => [moved.get(start)!, moved.get(end)!]) };
}

function add(counts: Record<string, number>, rule: string): void {
  counts[rule] = (counts[rule] ?? 0) + 1;
}
