// What a model is asked to write for metrics of texts, and what it should have written, from the samples of a split. It runs no model.
import type { ChatMessage, Sample, Tokenizer } from '@codex-ml/plugin-api';
import { type ChatTemplate, encodePromptOf } from '../chat/index.js';

/** One text to be generated. */
export interface TextTask {
  /** Of the sample it comes from. */
  readonly sample: string;
  /** Ids to continue from; at least one. */
  readonly prompt: Int32Array;
  readonly references: readonly string[];
  /** Whether it is a turn of a conversation, which ends as the template says. */
  readonly turn: boolean;
}

export interface TextTaskOptions {
  readonly tokenizer: Tokenizer;
  /** Renders conversations. */
  readonly template: ChatTemplate;
  /** Whether samples are pieces of one text. */
  readonly stream: boolean;
  /** Tokens of plain text that are given. */
  readonly promptTokens: number;
  /** Tokens that are written at most; as many of plain text are its reference. */
  readonly maxNewTokens: number;
  /** Most tasks. */
  readonly limit: number;
}

/** Characters of plain text that are looked at for each token that is needed: tokens of natural text have some four. */
const CHARACTERS_PER_TOKEN = 16;

/**
 * The first tasks of the samples, in their order:
 * - of a conversation the last turn of the assistant that is learned, asked for by all that came before it
 * - of a text that marks what is learned, its first such part, after what stands before it
 * - of other texts the tokens behind the first `promptTokens`; of a stream one after the other, of documents the beginning only
 */
export async function collectTextTasks(
  samples: AsyncIterable<Sample>,
  options: TextTaskOptions,
): Promise<readonly TextTask[]> {
  const tasks: TextTask[] = [];
  if (options.limit === 0) return tasks;
  for await (const sample of samples) {
    for (const task of tasksOf(sample, options, options.limit - tasks.length)) {
      tasks.push(task);
      if (tasks.length === options.limit) return tasks;
    }
  }
  return tasks;
}

function tasksOf(sample: Sample, options: TextTaskOptions, wanted: number): readonly TextTask[] {
  if (sample.messages !== undefined) return conversationTask(sample, sample.messages, options);
  if (sample.learn !== undefined) return markedTask(sample, sample.learn, options);
  return plainTasks(sample, options, options.stream ? wanted : 1);
}

function conversationTask(
  { id, tools }: Sample,
  messages: readonly ChatMessage[],
  { tokenizer, template }: TextTaskOptions,
): TextTask[] {
  const last = messages.findLastIndex(
    ({ role, learn }) => (learn ?? role === 'assistant') && role === 'assistant',
  );
  if (last < 1) return [];
  const prompt = encodePromptOf({ messages: messages.slice(0, last), tools }, template, tokenizer);
  return prompt.length === 0
    ? []
    : [{ sample: id, prompt, references: [messages[last]!.content], turn: true }];
}

function markedTask(
  { id, text }: Sample,
  learn: NonNullable<Sample['learn']>,
  { tokenizer }: TextTaskOptions,
): TextTask[] {
  const [start, end] = learn.find(([from, to]) => from > 0 && to > from) ?? [0, 0];
  const prompt = tokenizer.encode(text.slice(0, start)).ids;
  return prompt.length === 0
    ? []
    : [{ sample: id, prompt, references: [text.slice(start, end)], turn: false }];
}

function plainTasks(
  { id, text }: Sample,
  { tokenizer, promptTokens, maxNewTokens }: TextTaskOptions,
  wanted: number,
): TextTask[] {
  const size = promptTokens + maxNewTokens;
  const { ids } = tokenizer.encode(text.slice(0, wanted * size * CHARACTERS_PER_TOKEN));
  const tasks: TextTask[] = [];
  for (let at = 0; at + size <= ids.length && tasks.length < wanted; at += size) {
    const reference = tokenizer.decode(ids.subarray(at + promptTokens, at + size), { skipSpecials: true });
    tasks.push({
      sample: id,
      prompt: ids.slice(at, at + promptTokens),
      references: [reference],
      turn: false,
    });
  }
  return tasks;
}
